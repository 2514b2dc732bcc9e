using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Databases and their owners' passwords. <c>RDS API Reference, version 2014-10-31</c>.</summary>
internal sealed class DatabasePart(AwsWorld world) : IAwsPart
{
    private static readonly TimeSpan UntilApplied = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, LiveDatabase> databases = [];

    public void Register(AwsRoutes routes) => routes
        .Add("rds", "DescribeDBInstances", call => Members.Make(("DBInstances", Members.List([Show(Need(call))]))))
        .Add("rds", "ModifyDBInstance", Modify);

    public void Add(string identifier, string? password) => databases[identifier] = new LiveDatabase(identifier, password ?? "");

    public void Remove(string identifier) => databases.Remove(identifier);

    public string PasswordOf(string identifier) => databases[identifier].Password;

    // ModifyDBInstance, "MasterUserPassword": "asynchronously applied as soon as possible", in PendingModifiedValues until then; and
    // InvalidDBInstanceState where it is not available.
    private AwsAnswer Modify(AwsCall call)
    {
        var database = Need(call);
        if (database.Status != "available")
        {
            throw new AwsRefusal("InvalidDBInstanceState", "The DB instance isn't in a valid state.");
        }

        var password = call.Need("MasterUserPassword");
        database.Pending = password;
        world.Clock.After(TimeSpan.FromSeconds(3), () => database.Status = "resetting-master-credentials");
        world.Clock.After(UntilApplied, () =>
            (database.Password, database.Pending, database.Status) = (password, null, "available"));
        return Members.Make(("DBInstance", Show(database)));
    }

    private LiveDatabase Need(AwsCall call) => databases.GetValueOrDefault(call.Need("DBInstanceIdentifier"))
        ?? throw new AwsRefusal("DBInstanceNotFound", "The DB instance was not found.", 404);

    private static JsonObject Show(LiveDatabase database) => Members.Make(("DBInstanceIdentifier", database.Identifier),
        ("DBInstanceStatus", database.Status), ("PendingModifiedValues", database.Pending is null ? new JsonObject()
            : Members.Make(("MasterUserPassword", "****"))));

    private sealed class LiveDatabase(string identifier, string password)
    {
        public string Identifier => identifier;

        public string Password { get; set; } = password;

        public string Status { get; set; } = "available";

        public string? Pending { get; set; }
    }
}
