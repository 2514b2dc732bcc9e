using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// The task by which a deploy makes extensions and users inside of a database: psql in the environment's network, as the owner. Its role
/// and its log stand in the database's stack, its security group with all others; a database with neither extensions nor users has none.
/// </summary>
internal static class DatabaseTask
{
    // What psql writes is told as it is, and it ends with the last statement; no start-up file, so that nothing but this is run.
    private const string Run = """printf '%s\n' "$SQL" | exec psql -X -q -v ON_ERROR_STOP=1""";

    /// <summary>
    /// Docker's official image from AWS's public registry: pulled without a login, from within AWS without the limits that Docker Hub sets
    /// to an address (Amazon ECR Public user guide, "Service quotas"). Of the database's major version: psql knows the versions before its
    /// own. It is AWS's and Docker's build, moved by them; nothing of the app runs in it.
    /// </summary>
    public static string ImageOf(Postgres database) => $"public.ecr.aws/docker/library/postgres:{database.Version}-alpine";

    /// <summary>What is made in a database, in a few words.</summary>
    public static string Describe(Postgres database) => string.Join(" and ", new[]
    {
        Few("extension", database.Extensions), Few("user", [.. DatabaseContents.UsersOf(database).Select(u => u.Name)]),
    }.OfType<string>());

    /// <summary>What the task is started with, in the database's own stack.</summary>
    public static void Add(StackScope scope, Stack stack, Postgres database)
    {
        var place = PostgresStack.PlaceOfContents(database);
        var cause = new Cause(place, $"extensions and users of {database.Name} are made");
        ServiceStack.AddLog(scope, stack, database.Name, place);
        List<Statement> rights =
            [.. Rights.Logs(GetAtt(StackScope.LogId, "Arn")), new(["secretsmanager:GetSecretValue"], [Ref("SecretAttachment")])];
        if (database.Users.Count > 0)
        {
            rights.Add(new(["ssm:GetParameters"], [.. DatabaseContents.UsersOf(database).Select(u => PasswordArn(scope, database, u))]));
        }

        WorkloadRoles.Add(stack, place, "ExecutionRole", [.. rights.Select(s => s.For(cause))]);
    }

    /// <summary>What a deploy registers for it. No password stands in it: ECS fetches them when the task starts.</summary>
    public static TaskDefinition Define(StackScope scope, Postgres database)
    {
        var stack = new Stack(scope.DefinitionOf(database.Name))
        {
            Description = $"What makes extensions and users in {database.Name} of {scope.App.Id}",
        };
        stack.Add(new StackResource(TaskDefinition.Id, "AWS::ECS::TaskDefinition", Map(
            ("ContainerDefinitions", List(Container(scope, stack, database))), ("Cpu", "256"),
            ("ExecutionRoleArn", scope.ImportOutputOf(stack, database.Name, "ExecutionRole")),
            ("Family", scope.NameOf(NameRule.Family, database.Name)), ("Memory", "512"), ("NetworkMode", "awsvpc"),
            ("RequiresCompatibilities", List("FARGATE")),
            ("RuntimePlatform", Map(("CpuArchitecture", "X86_64"), ("OperatingSystemFamily", "LINUX")))))
        {
            Cause = PostgresStack.PlaceOfContents(database),
        });
        return new TaskDefinition(database.Name, stack);
    }

    // libpq's own variables (PostgreSQL documentation, "Environment Variables"). The connection is encrypted; the image has not RDS's
    // certificates, so it is the network that says whose the address is.
    private static MapValue Container(StackScope scope, Stack stack, Postgres database)
    {
        (string Name, Value Value)[] environment =
        [
            ("PGDATABASE", DatabaseName.NameOf(scope.App, database)),
            ("PGHOST", scope.ImportOutputOf(stack, database.Name, "Host")),
            ("PGPORT", StackScope.Number(KnownNames.PortOf(scope))), ("PGSSLMODE", "require"),
            ("PGUSER", DatabaseName.UserOf(scope.App, database)), ("SQL", DatabaseContents.Script(database)),
        ];
        (string Name, Value From)[] secrets =
        [
            ("PGPASSWORD", Concat(scope.ImportOutputOf(stack, database.Name, "Secret"), ":password::")),
            .. DatabaseContents.UsersOf(database).Select((u, i) =>
                (DatabaseContents.PasswordVariable(i), PasswordArn(scope, database, u))),
        ];
        return Map(
            ("Command", Texts([Run])), ("EntryPoint", Texts(["sh", "-c"])),
            ("Environment", List([.. environment.Select(e => (Value)Map(("Name", e.Name), ("Value", e.Value)))])),
            ("Essential", true), ("Image", ImageOf(database)), ("LogConfiguration", ContainerProperties.Log(scope, database.Name)),
            ("Name", database.Name), ("ReadonlyRootFilesystem", true),
            ("Secrets", List([.. secrets.Select(s => (Value)Map(("Name", s.Name), ("ValueFrom", s.From)))])),
            ("User", "65534:65534"));
    }

    private static string? Few(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? null : $"{what}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names)}";

    private static Value PasswordArn(StackScope scope, Postgres database, DatabaseUser user) =>
        Arn("ssm", "parameter", scope.NameOf(NameRule.ParameterPath, database.Name), "/", user.Name);
}
