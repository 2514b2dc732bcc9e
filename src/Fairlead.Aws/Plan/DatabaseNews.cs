using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Aws.Plan;

/// <summary>What whoever deploys has to know of what is made inside of databases.</summary>
internal static class DatabaseNews
{
    public static IEnumerable<string> Warn(ReleaseWork work)
    {
        foreach (var database in work.Wanted.App.Resources.OfType<Postgres>().Where(d => d.Existing is null))
        {
            var stack = work.Wanted.StackOf(database.Name);
            if (!DatabaseContents.IsNeeded(database) && work.Before.Record.Databases.ContainsKey(database.Name))
            {
                yield return $"{database.Origin.Name}: the file names no extensions or users of {database.Name} any more: what was made"
                    + " stays in it, and its users can still log in";
            }

            // Static parameters take effect when PostgreSQL starts, and CloudFormation restarts nothing for them (RDS user guide, "Working
            // with parameter groups"). A database that is made has them from its start.
            if (work.Stacks.Contains(stack, StringComparer.Ordinal) && work.Before.FindStack(stack)?.Outputs is { } outputs
                && database.Extensions.Where(RdsExtensions.IsPreloaded).ToList() is { Count: > 0 } libraries)
            {
                yield return $"{database.Origin.PlaceOf("extensions")}: {string.Join(", ", libraries)} has to be loaded when"
                    + $" {database.Name} starts: where it is new, restart the database once the deploy stops at it: "
                    + Restart(outputs.GetValueOrDefault("Host"));
            }
        }
    }

    /// <summary>The command that restarts a database.</summary>
    /// <param name="host">Its address; null where nobody knows it yet.</param>
    public static string Restart(string? host) =>
        $"aws rds reboot-db-instance --db-instance-identifier {(host is null ? "ID" : KnownNames.InstanceOf(host))}";
}
