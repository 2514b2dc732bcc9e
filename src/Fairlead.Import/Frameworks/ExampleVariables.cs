using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Frameworks;

/// <summary>Variables and databases that a project without a compose file tells of: an example of its variables, Prisma's schema,
/// Rails.</summary>
internal sealed partial class ExampleVariables(IProjectTree tree, ISet<string> taken, ImportNotes findings)
{
    /// <param name="resources">Gets the databases that the variables need.</param>
    /// <param name="told">Variables that are known from elsewhere.</param>
    /// <param name="folders">Of the Dockerfiles: an example may lie beside one.</param>
    public IReadOnlyList<FoundVariable> Read(List<FoundResource> resources, IReadOnlyList<string> folders,
        IReadOnlyList<FoundVariable> told)
    {
        var variables = told.ToList();
        var places = folders.Prepend(".").Select(f => EnvFile.ExampleOf(tree, ProjectPath.Join(f, ".env"))).OfType<string>().Distinct();
        if (places.FirstOrDefault() is { } example && tree.Read(example) is { } text)
        {
            var examples = EnvFile.Examples(text);
            variables.AddRange(examples.Where(e => variables.TrueForAll(v => v.Name != e.Name)));
            findings.Read(example, $"{examples.Count} variable{(examples.Count == 1 ? "" : "s")}");
        }

        Prisma(variables);
        Rails(variables);
        foreach (var variable in variables.ToList())
        {
            if (Database(variable) is var (type, name) && resources.TrueForAll(r => r.Type != type))
            {
                resources.Add(new FoundResource(AppNames.Free(name, name, taken), type)
                {
                    Aliases = type == "redis" ? ["redis", "cache"] : ["db", "postgres", "database"],
                    IsAssumed = true,
                    User = "postgres",
                });
                findings.Changed(resources[^1].Name, null, $"{variable.Name} tells of a {type}: it is made, and the variable leads to it");
            }
        }

        return variables;
    }

    private void Prisma(List<FoundVariable> variables)
    {
        foreach (var file in tree.Files.Where(f => ProjectPath.FileName(f) == "schema.prisma"))
        {
            if (tree.Read(file) is { } schema
                && PostgresProvider().IsMatch(schema)
                && UrlVariable().Match(schema) is { Success: true } match
                && variables.TrueForAll(v => v.Name != match.Groups["name"].Value || v.Hint is not { Length: > 0 }))
            {
                variables.RemoveAll(v => v.Name == match.Groups["name"].Value);
                variables.Add(new FoundVariable(match.Groups["name"].Value, null, "postgresql://localhost"));
            }
        }
    }

    private void Rails(List<FoundVariable> variables)
    {
        if (!tree.Has("bin/rails"))
        {
            return;
        }

        if (tree.Read("config/database.yml")?.Contains("adapter: postgresql", StringComparison.Ordinal) == true
            && variables.TrueForAll(v => v.Name != "DATABASE_URL"))
        {
            variables.Add(new FoundVariable("DATABASE_URL", null, "postgres://localhost"));
        }

        if (tree.Has("config/credentials.yml.enc") && variables.TrueForAll(v => v.Name != "RAILS_MASTER_KEY"))
        {
            variables.Add(new FoundVariable("RAILS_MASTER_KEY", null));
        }
    }

    private (string Type, string Name)? Database(FoundVariable variable) => (variable.Value ?? variable.Hint) switch
    {
        { } url when PostgresUrl().IsMatch(url) => ("postgres", "db"),
        { } url when url.StartsWith("mysql", StringComparison.Ordinal) && url.Contains("://", StringComparison.Ordinal) =>
            Mysql(variable.Name),
        { } url when url.StartsWith("redis://", StringComparison.Ordinal) || url.StartsWith("rediss://", StringComparison.Ordinal) =>
            ("redis", "redis"),
        _ => null,
    };

    private (string, string)? Mysql(string name)
    {
        findings.Missing(null, null,
            $"{name} tells of a MySQL: Fairlead makes PostgreSQL and Redis; give it the address of one that is there");
        return null;
    }

    [GeneratedRegex(@"^(?:jdbc:)?(?:postgres|postgresql|postgis|psql|pgsql)(?:\+\w+)?://", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostgresUrl();

    [GeneratedRegex(@"provider\s*=\s*""postgres(?:ql)?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostgresProvider();

    [GeneratedRegex(@"url\s*=\s*env\(""(?<name>[A-Za-z_][A-Za-z0-9_]*)""\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UrlVariable();
}
