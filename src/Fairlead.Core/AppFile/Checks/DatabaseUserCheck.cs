using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Users of databases that would be the owner, or are PostgreSQL's own.</summary>
internal static class DatabaseUserCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var database in app.Resources.OfType<Postgres>())
        {
            foreach (var user in database.Users.Where(u => DatabaseContents.IsTaken(app, database, u.Name)))
            {
                problems.Add(
                    Codes.NameTaken, database.Origin.PlaceOf("users", user.Name),
                    user.Name == DatabaseName.UserOf(app, database) ? $"'{user.Name}' is the owner of '{database.Name}'"
                        : $"PostgreSQL keeps the name '{user.Name}' for itself",
                    "give the user another name");
            }
        }
    }
}
