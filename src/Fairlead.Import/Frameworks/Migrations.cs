using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Frameworks;

/// <param name="Sign">What tells of it: <c>manage.py</c>.</param>
internal sealed record FoundMigration(IReadOnlyList<string> Command, string Sign);

/// <summary>How the common frameworks bring a database up to date: found in their files, and in commands that do it before they
/// serve.</summary>
internal static partial class Migrations
{
    private const int MostScripts = 200;

    /// <summary>What an image of this folder would run; null where nothing tells.</summary>
    public static FoundMigration? In(IProjectTree tree, string folder)
    {
        string At(string path) => ProjectPath.Join(folder, path);
        if (Django(tree, folder) is { } django)
        {
            return django;
        }

        if (tree.Has(At("bin/rails")) && (tree.Has(At("db/migrate")) || tree.Has(At("config/database.yml"))))
        {
            return new FoundMigration(["bin/rails", "db:migrate"], At("bin/rails"));
        }

        if (tree.Has(At("artisan")) && tree.Has(At("database/migrations")))
        {
            return new FoundMigration(["php", "artisan", "migrate", "--force"], At("artisan"));
        }

        if (tree.Has(At("alembic.ini")))
        {
            return new FoundMigration(["alembic", "upgrade", "head"], At("alembic.ini"));
        }

        return tree.Has(At("migrations/alembic.ini"))
            ? new FoundMigration(["flask", "db", "upgrade"], At("migrations/alembic.ini"))
            : Node(tree, folder);
    }

    public static bool Is(string command) => Command().IsMatch(command);

    /// <summary>Takes the migrations out of <c>sh -c "migrate &amp;&amp; serve"</c>; what is left is the command.</summary>
    public static (IReadOnlyList<IReadOnlyList<string>> Migrations, IReadOnlyList<string>? Command) TakeOut(IReadOnlyList<string> command)
    {
        if (Script(command) is not { } script
            || script.Contains("||", StringComparison.Ordinal)
            || script.AsSpan().IndexOfAny(";|\n`#") >= 0)
        {
            return ([], command);
        }

        var parts = script.Split("&&", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var rest = parts.Where(p => !Is(p)).ToList();
        return rest.Count == parts.Length || rest.Count == 0
            ? ([], command)
            : ([.. parts.Where(Is).Select(p => Words(p))], Words(string.Join(" && ", rest)));
    }

    /// <summary>The words of a command line; with a shell before them where it needs one.</summary>
    public static IReadOnlyList<string> Words(string line)
    {
        var text = line.StartsWith("exec ", StringComparison.Ordinal) ? line[5..].TrimStart() : line;
        return Shell().IsMatch(text) ? ["sh", "-c", line] : CommandWords.Split(text);
    }

    private static string? Script(IReadOnlyList<string> command) =>
        command is [var shell, var flag, var script]
            && ProjectPath.FileName(shell) is "sh" or "bash" or "ash"
            && flag.StartsWith('-')
            && flag.EndsWith('c')
            ? script
            : null;

    private static FoundMigration? Django(IProjectTree tree, string folder)
    {
        var places = tree.Files.Where(f => ProjectPath.FileName(f) == "manage.py"
            && (folder == "." || f.StartsWith(folder + "/", StringComparison.Ordinal)))
            .Select(f => (File: f, Inside: folder == "." ? f : f[(folder.Length + 1)..]))
            .Where(f => f.Inside.Count(c => c == '/') <= 1).OrderBy(f => f.Inside.Length);
        foreach (var (file, inside) in places)
        {
            if (tree.Read(file)?.Contains("django", StringComparison.OrdinalIgnoreCase) == true)
            {
                return new FoundMigration(["python", inside, "migrate"], file);
            }
        }

        return null;
    }

    private static FoundMigration? Node(IProjectTree tree, string folder)
    {
        string At(string path) => ProjectPath.Join(folder, path);
        var runner = tree.Has(At("pnpm-lock.yaml")) ? "pnpm" : tree.Has(At("yarn.lock")) ? "yarn" : "npm";
        foreach (var (name, script) in Scripts(tree.Read(At("package.json"))))
        {
            if (NodeMigration().IsMatch(script) && !script.Contains("&&", StringComparison.Ordinal))
            {
                return new FoundMigration([runner, "run", name], At("package.json"));
            }
        }

        return tree.Has(At("prisma/migrations")) ? new FoundMigration(["npx", "prisma", "migrate", "deploy"], At("prisma/migrations"))
            : tree.Has(At("knexfile.js")) || tree.Has(At("knexfile.ts"))
                ? new FoundMigration(["npx", "knex", "migrate:latest"], At(tree.Has(At("knexfile.js")) ? "knexfile.js" : "knexfile.ts"))
            : null;
    }

    private static List<(string Name, string Script)> Scripts(string? package)
    {
        var scripts = new List<(string, string)>();
        try
        {
            using var document = JsonDocument.Parse(package ?? "{}");
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scripts", out var all)
                && all.ValueKind == JsonValueKind.Object)
            {
                scripts.AddRange(all.EnumerateObject()
                    .Where(p => p.Value.ValueKind == JsonValueKind.String).Take(MostScripts).Select(p => (p.Name, p.Value.GetString()!)));
            }
        }
        catch (JsonException)
        {
            // It is no package then.
        }

        return scripts;
    }

    [GeneratedRegex(
        @"prisma migrate deploy|knex migrate:latest|sequelize(?:-cli)? db:migrate(?!:)|typeorm\b.*\bmigration:run|"
        + @"drizzle-kit migrate|node-pg-migrate up|mikro-orm migration:up",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NodeMigration();

    [GeneratedRegex(
        @"manage\.py migrate|alembic upgrade|flask db upgrade|prisma migrate deploy|knex migrate:latest|sequelize(?:-cli)? db:migrate|"
        + @"(?:rails|rake) db:(?:migrate|prepare)|artisan migrate|migration:run|"
        + @"drizzle-kit migrate|(?:npm|yarn|pnpm|bun)(?: run)? [\w:-]*migrat[\w:-]*|"
        + @"\bgoose\b.*\bup\b|dotnet ef database update",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Command();

    [GeneratedRegex(
        @"^(?:cd|if|for|while|source|export|set|\.)\s|^[A-Za-z_][A-Za-z0-9_]*=|[|;<>&`$*(){}~\n]",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shell();
}
