using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>A user of a database of the file, beside its owner.</summary>
internal sealed record UserOfDatabase(string Database, string Name)
{
    /// <summary>Under which its password is kept.</summary>
    public string Secret => DatabaseContents.PasswordName(Database, Name);
}

/// <summary>Passwords that deploys make: of a database's owner, and of its users, who are written <c>db.report</c>.</summary>
internal static class DatabasePasswords
{
    /// <summary>Null where the name is not that of a user.</summary>
    public static async Task<UserOfDatabase?> FindUser(Session session, string name, CancellationToken cancel) =>
        name.Split('.') is [var database, var user]
            && (await Recorded.AppAtHand(session, cancel)).Resources.Find(database) is Postgres { Existing: null } found
            && found.Users.Any(u => u.Name == user) ? new UserOfDatabase(database, user) : null;

    public static async Task<string> Get(Session session, UserOfDatabase user, CancellationToken cancel)
    {
        NeedAws(session, user.Database);
        return await session.Target.Secrets.Get(user.Secret, cancel) ?? throw new FailureException(
            $"{user.Name} of {user.Database} has no password yet", "the deploy that makes the user makes one up", "fairlead deploy");
    }

    /// <summary>A new password for a user, which the next deploy tells the database.</summary>
    public static async Task Rotate(Session session, UserOfDatabase user, CancellationToken cancel)
    {
        NeedAws(session, user.Database);
        await session.Target.Secrets.Generate(user.Secret, cancel);
    }

    /// <summary>A new password for the owner, and new tasks of all that use the database.</summary>
    public static Task<int> Rotate(Session session, Postgres database, CancellationToken cancel)
    {
        if (database.Existing is not null)
        {
            throw new UsageException($"'{database.Name}' is there already, so its password is changed where it was made");
        }

        NeedAws(session, database.Name);
        return Recorded.Rotate(session, database.Name, cancel);
    }

    private static void NeedAws(Session session, string database)
    {
        if (session.Place.IsLocal)
        {
            throw new UsageException($"on local '{database}' has one password, which its deploy makes; of another environment: --env NAME");
        }
    }
}
