using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>R12: edits that look harmless and would lose data are stopped by the plan, with the line; and harmless ones are not.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Shop = """
        app: shop
        images: {app: {use: "example.com/app:1"}}
        env: {DATABASE_URL: "${db.url}", CACHE: "${cache.host}"}
        services:
          web:
            port: 8080
            route: ${domain}
            count: 2
            mounts: {/files: files}
        resources:
          db:
            type: postgres
            version: 16
            size: db.t4g.micro
            storage: 40G
          cache:
            type: redis
            version: 7
            size: cache.t4g.micro
          files: volume
        network:
          cidr: 10.1.0.0/16
        edge:
          zone: create example.org
        environments:
          prod:
            region: eu-west-1
            account: "111122223333"
            domain: shop.example.org

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-refusals-").FullName;
    private readonly CommandRun command;

    public RefusalTests() => command = new CommandRun(folder);

    // NAME, the text that is edited, what becomes of it, the line that is told, the name that the flag takes (none: AWS can not do it at
    // all), what is said.
    public static TheoryData<string, string, string, int, string?, string> Innocent() => new()
    {
        { "a better name for the database", "db", "database", 11, "db", "'database' would be a new and empty one" },
        { "the database is kept elsewhere now", "    type: postgres\n    version: 16\n    size: db.t4g.micro\n    storage: 40G\n",
            "    type: postgres\n    existing: {host: db.example.org, name: shop, user: shop, password: \"${secret.DB_PASSWORD}\"}\n", 12,
            "db", "the database and the secret would go" },
        { "the database made from a snapshot", "    storage: 40G\n", "    storage: 40G\n    restore: before-the-fair\n", 16, "db",
            "would be replaced by an empty one, because restore changes" },
        { "less storage", "storage: 40G", "storage: 20G", 15, null, "storage of a database only grows: it has 40 GB" },
        { "an older PostgreSQL", "version: 16", "version: 15", 13, null, "a database does not go back to an older version" },
        { "an older Redis", "version: 7", "version: 6", 18, null, "a cache does not go back to an older version" },
        { "a better name for the cache", "cache", "sessions", 16, "cache", "'sessions' would be a new and empty one" },
        { "the cache is not needed any more", "  cache:\n    type: redis\n    version: 7\n    size: cache.t4g.micro\n", "", 10, "cache",
            "the cache would go, as the file asks for it no more" },
        { "a better name for the volume", "files", "uploads", 20, "files", "'uploads' would be a new and empty one" },
        { "a better name for the app", "app: shop", "app: store", 1, "environment", "of the app 'shop'" },
        { "a better name for the environment", "  prod:", "  live:", 26, "environment", "of the environment 'prod'" },
        { "nearer to the visitors", "region: eu-west-1", "region: eu-west-2", 27, "environment", "is in eu-west-1" },
        { "another account", "111122223333", "444455556666", 28, "environment", "in the account 111122223333" },
        { "another range of addresses", "10.1.0.0/16", "10.2.0.0/16", 22, null, "all that stands in a network would have to be made anew" },
        { "the company's network", "  cidr: 10.1.0.0/16",
            "  vpc: vpc-0a1b2c3d\n  subnets: {public: [subnet-0a, subnet-0b], private: [subnet-0c, subnet-0d]}", 22, null,
            "all that stands in a network would have to be made anew" },
        { "another kind of database", "    type: postgres\n    version: 16\n    size: db.t4g.micro\n    storage: 40G\n",
            "    type: redis\n    version: 7\n    size: cache.t4g.micro\n", 12, "db", "the database and the secret would go" },
        { "not to be protected, and another name", "  files: volume", "  uploads: {type: volume, protect: false}", 20, "files",
            "the file system would go" },
    };

    public static TheoryData<string, string, string> Harmless() => new()
    {
        { "more storage", "storage: 40G", "storage: 100G" },
        { "a larger database", "db.t4g.micro", "db.t4g.large" },
        { "a newer PostgreSQL", "version: 16", "version: 17" },
        { "a standby", "storage: 40G", "storage: 40G\n    zones: 2" },
        { "more tasks", "count: 2", "count: 5" },
        { "a third zone", "network:", "network:\n  zones: 3" },
        { "one more service", "services:", "services:\n  worker: {}" },
        { "another name for the service", "  web:", "  site:" },
        { "a replica", "cache.t4g.micro", "cache.t4g.micro\n    replicas: 1" },
    };

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Innocent))]
    public async Task R12_an_innocent_edit_is_stopped_with_its_line(string edit, string from, string to, int line, string? flag,
        string said)
    {
        await RenderBefore();
        var environment = Edit(edit, from, to);
        (await command.Run("plan", "--offline", "--env", environment, "--against", "before")).ShouldBe(2, edit);
        command.Error.ShouldContain($"fairlead.yaml:{line}:", Case.Sensitive, edit);
        command.Error.ShouldContain(said, Case.Sensitive, edit);
        if (flag is not null)
        {
            command.Error.ShouldContain($"--allow-replace {flag}");
            (await command.Run("plan", "--offline", "--env", environment, "--against", "before", "--allow-replace", "nothing")).ShouldBe(2,
                edit);
            (await command.Run("plan", "--offline", "--env", environment, "--against", "before", "--allow-replace", flag)).ShouldBe(0,
                command.Error);
            command.Error.ShouldNotContain("FL060");
        }
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task A_harmless_edit_is_not_stopped(string edit, string from, string to)
    {
        await RenderBefore();
        (await command.Run("plan", "--offline", "--env", Edit(edit, from, to), "--against", "before", "--exit-code")).ShouldBe(3,
            $"{edit}\n{command.Error}");
        command.Output.ShouldNotContain("data at risk");
    }

    [Fact]
    public async Task Row_160_replacement_of_the_database_is_refused_without_the_flag_that_names_it()
    {
        await RenderBefore();
        Edit("restored", "    storage: 40G\n", "    storage: 40G\n    restore: before-the-fair\n");
        (await command.Run("plan", "--offline", "--env", "prod", "--against", "before")).ShouldBe(2);
        command.Output.ShouldContain("replace  db");
        command.Output.ShouldContain("(data at risk)");
        command.Error
            .ShouldContain("fairlead.yaml:16:5: error FL060: db: the database would be replaced by an empty one, because restore changes");
        (await command.Run("plan", "--offline", "--env", "prod", "--against", "before", "--json")).ShouldBe(2);
        command.Output.ShouldContain("\"dataAtRisk\": true");
        command.Output.ShouldContain("\"code\": \"FL060\"");
        (await command.Run("plan", "--offline", "--env", "prod", "--against", "before", "--allow-replace", "db")).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_file_does_not_protect_may_go()
    {
        Write(Shop.Replace("    storage: 40G\n", "    storage: 40G\n    protect: false\n"));
        (await command.Run("render", "--env", "prod", "--out", "before")).ShouldBe(0, command.Error);
        Write(Shop.Replace("  db:\n    type: postgres\n    version: 16\n    size: db.t4g.micro\n    storage: 40G\n", "")
            .Replace("DATABASE_URL: \"${db.url}\", ", ""));
        (await command.Run("plan", "--offline", "--env", "prod", "--against", "before")).ShouldBe(0, command.Error);
        command.Output.ShouldContain("delete  db");
    }

    private async Task RenderBefore()
    {
        Write(Shop);
        (await command.Run("render", "--env", "prod", "--out", "before")).ShouldBe(0, command.Error);
    }

    // Whole words, so that what is named is named everywhere.
    private string Edit(string edit, string from, string to)
    {
        var isName = from.All(char.IsLetter);
        var text =
            isName ? System.Text.RegularExpressions.Regex.Replace(Shop, $@"(?<![\w./-]){from}(?![\w-]|\.t|\.example)", to)
            : Shop.Replace(from, to);
        if (edit == "the cache is not needed any more")
        {
            text = text.Replace(", CACHE: \"${cache.host}\"", "");
        }
        else if (edit == "another kind of database")
        {
            text = text.Replace("${db.url}", "${db.host}");
        }
        else if (edit is "not to be protected, and another name")
        {
            text = text.Replace("/files: files", "/files: uploads");
        }
        else if (edit == "the database is kept elsewhere now")
        {
            text = text.Replace("${db.url}", "${db.host}");
        }

        text.ShouldNotBe(Shop);
        Write(text);
        return edit == "a better name for the environment" ? "live" : "prod";
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), text);
}
