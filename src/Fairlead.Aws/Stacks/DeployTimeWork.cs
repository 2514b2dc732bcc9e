using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Aws.Stacks;

/// <summary>
/// What no template can make of a resource, because it takes SQL, a secret value or a call: a deploy does it, and a plan says so.
/// </summary>
internal static class DeployTimeWork
{
    public static IEnumerable<(string Name, string Text)> Describe(App app)
    {
        foreach (var image in app.Images.Where(i => i.Login is not null))
        {
            yield return (image.Name, "is fetched with a login, which the deploy writes where ECS takes it from");
        }

        foreach (var password in VisitorPasswords.Stores(new StackScope(app)).Where(p => !p.IsOfCdn))
        {
            yield return (password.Key,
                "asks visitors for a password, which the deploy writes to the firewall; nobody is let in without it");
        }

        if (app.Alerts.Emails.Count + app.Alerts.Urls.Count > 0)
        {
            yield return ("alerts", "AWS asks each address to confirm, by a mail or a request, and tells it nothing before"
                + (app.Alerts.Urls.Any(u => u.IsSecret) ? "; the deploy subscribes those that are secrets" : ""));
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            foreach (var text in Describe(app, resource))
            {
                yield return (resource.Name, text);
            }
        }
    }

    private static IEnumerable<string> Describe(App app, Resource resource) => resource switch
    {
        Postgres postgres => OfPostgres(app, postgres),
        Config config => OfConfig(config),
        Endpoint { IdleStop: null } => ["is started by the app, and nothing is made before; it is never stopped: idle_stop would"],
        Endpoint endpoint =>
            [$"is started by the app, paid by the hour, and stopped when nobody called it for"
                + $" {DurationText.Render(endpoint.IdleStop.Value)}"],
        _ => [],
    };

    private static IEnumerable<string> OfPostgres(App app, Postgres postgres)
    {
        if (postgres.Restore is { } restore)
        {
            var (name, user) = (DatabaseName.NameOf(app, postgres), DatabaseName.UserOf(app, postgres));
            yield return $"is made from the snapshot {restore.Snapshot}, whose database has to be named {name} and its owner {user}"
                + (restore is { Name: not null, User: not null } ? "" : "; restore: {snapshot, name, user} says other names");
        }

        if (postgres.Extensions.Count > 0)
        {
            yield return $"gets the extension{(postgres.Extensions.Count == 1 ? "" : "s")} {string.Join(", ", postgres.Extensions)} by"
                + " the deploy, before anything uses it";
        }

        if (postgres.Users.Count > 0)
        {
            var users =
                string.Join(", ", postgres.Users.Select(u => $"{u.Name} ({(u.Access == Core.Model.Access.Read ? "read" : "readwrite")})"));
            yield return $"gets the user{(postgres.Users.Count == 1 ? "" : "s")} {users} by the deploy; none may change the schema";
        }

        // Amazon ECR Public has no VPC endpoint (Amazon ECR user guide, "Amazon ECR interface VPC endpoints").
        if (DatabaseContents.IsNeeded(postgres) && app.Network is ExistingNetwork { Nat: not Nat.None })
        {
            yield return $"gets them by a task that fetches {DatabaseTask.ImageOf(postgres)}: the private subnets need a way out to it";
        }
    }

    private static IEnumerable<string> OfConfig(Config config)
    {
        if (config.Values.Count > 0)
        {
            yield return $"gets {StackScope.Number(config.Values.Count)} key{(config.Values.Count == 1 ? "" : "s")} by the deploy, which"
                + " keeps those that are put in by hand";
        }
    }
}
