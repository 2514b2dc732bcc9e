using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Extensions of databases that RDS does not have, or has under another name.</summary>
internal static class ExtensionCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var database in app.Resources.OfType<Postgres>().Where(p => p.Existing is null))
        {
            foreach (var extension in database.Extensions)
            {
                if (RdsExtensions.NameOf(extension) is { } name)
                {
                    problems.Add(Codes.WrongValue, database.Origin.PlaceOf("extensions"), $"no extension is called '{extension}'",
                        $"write {name}");
                }
                else if (RdsExtensions.IsMissing(extension))
                {
                    problems.Add(Codes.AwsLimit, database.Origin.PlaceOf("extensions"), $"RDS has no extension {extension}",
                        "do without it, or name a database elsewhere: existing: {host: …}");
                }
            }
        }
    }
}
