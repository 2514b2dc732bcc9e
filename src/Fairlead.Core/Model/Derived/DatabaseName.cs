namespace Fairlead.Core.Model.Derived;

/// <summary>What the database of an app and its owner are called.</summary>
public static class DatabaseName
{
    // PostgreSQL cuts what is longer.
    private const int Longest = 63;

    /// <summary>Letters, digits and underscores, so that nobody has to quote it, and never a word that RDS keeps for itself.</summary>
    public static string For(App app)
    {
        var name = app.Name.Replace('-', '_');
        name = name.StartsWith("pg_", StringComparison.Ordinal) ? $"app_{name}" : name; // PostgreSQL keeps that beginning for itself
        name = name.Length > Longest ? name[..Longest] : name;
        return name is "postgres" or "admin" or "rdsadmin" or "user" or "db" or "database" ? $"{name}_app" : name;
    }
}
