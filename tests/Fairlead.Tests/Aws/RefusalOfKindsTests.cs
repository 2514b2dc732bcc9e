using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>R12 for buckets, queues, search, documents, volumes, logins, images and extras; and what an upgrade in place does.</summary>
public sealed class RefusalOfKindsTests : IDisposable
{
    private const string Shop = """
        app: shop
        images: {app: app, tool: tool}
        services:
          web:
            image: app
            port: 8080
            route: ${domain}
            uses: {docs: read, mail: send, find: read, settings: read}
            mounts: {/files: files}
          admin:
            image: app
            port: 8080
            route: admin.${domain}
        jobs:
          tidy: {image: tool}
        resources:
          docs:
            type: bucket
            name: example-org-docs
            encrypt: own-key
          mail:
            type: queue
            dead_letter: {after: 3}
          find:
            type: search
            version: OpenSearch_2.11
            size: c6g.large.search
            storage: 20G
            nodes: 2
          settings:
            type: config
            name: shop/settings
          files:
            type: volume
            owner: 1000:1000
          db:
            type: postgres
            version: 16
            size: db.t4g.micro
        edge:
          auth: {cognito: {users: [somebody@example.org]}}
        extras:
          - aws/table.yml
        environments:
          prod:
            region: eu-west-1
            domain: shop.example.org

        """;

    private const string Table =
        "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties: {TableName: !Sub 'orders-${AWS::Region}'}\n  Old:\n   "
        + " Type: AWS::S3::Bucket\nOutputs:\n  Arn: {Value: !GetAtt Orders.Arn}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-kinds-").FullName;
    private readonly CommandRun command;

    public RefusalOfKindsTests()
    {
        command = new CommandRun(folder);
        foreach (var name in new[] { "app", "tool", "aws" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, name, "Dockerfile"), "FROM scratch\n");
        }

        File.WriteAllText(Path.Combine(folder, "aws", "table.yml"), Table);
    }

    // NAME, the text that is edited, what becomes of it, the start of the line that is told, the name that the flag takes (none: AWS can
    // not do it at all), what is said.
    public static TheoryData<string, string, string, string, string?, string> Innocent() => new()
    {
        { "a better name for the bucket", "docs", "papers", "  papers:", "docs", "'papers' would be a new and empty one" },
        { "another name for what is in it", "name: example-org-docs", "name: example-org-papers", "    name: example-org-papers", "docs",
            "docs: the bucket would be replaced by an empty one, because name changes" },
        { "the bucket's name is derived", "    name: example-org-docs\n", "", "  docs:", "docs", "because name changes" },
        { "AWS's key is enough", "    encrypt: own-key\n", "", "  docs:", "docs", "docs: the key of encrypted data would go" },
        { "the bucket that is there already", "    name: example-org-docs\n    encrypt: own-key\n", "    existing: example-org-docs\n",
            "    existing: example-org-docs", "docs", "docs: the bucket" },
        { "in order now", "    dead_letter: {after: 3}\n", "    dead_letter: {after: 3}\n    fifo: true\n", "    fifo: true", "mail",
            "mail: the queue would be replaced by an empty one" },
        { "a better name for the queue", "mail", "letters", "  letters:", "mail", "'letters' would be a new and empty one" },
        { "no letter is dead", "    dead_letter: {after: 3}\n", "", "  mail:", "mail", "mail: the queue would go" },
        { "a better name for the search", "find", "search", "  search:", "find", "'search' would be a new and empty one" },
        { "an older OpenSearch", "version: OpenSearch_2.11", "version: OpenSearch_2.9", "    version: OpenSearch_2.9", null,
            "a search domain does not go back to an older version" },
        { "a better name for the document", "  settings:\n", "  options:\n", "  options:", "settings",
            "'options' would be a new and empty one" },
        { "another name of the document", "name: shop/settings", "name: shop/options", "    name: shop/options", "settings",
            "settings: the secret would be replaced by an empty one, because name changes" },
        { "the file system that is there already", "    type: volume\n    owner: 1000:1000\n",
            "    type: volume\n    existing: fs-0123456789abcdef0\n", "    existing: fs-0123456789abcdef0", "files",
            "files: the file system would go" },
        { "no files any more", "  files:\n    type: volume\n    owner: 1000:1000\n", "", "resources:", "files",
            "files: the file system would go" },
        { "the login of the admins alone", "edge:\n  auth: {cognito: {users: [somebody@example.org]}}\n", "", "app: shop", "environment",
            "environment: the user pool would go" },
        { "an image less", "images: {app: app, tool: tool}", "images: {app: app}", "images: {app: app}", "fairlead-shop",
            "fairlead-shop: the image repository would go" },
    };

    public static TheoryData<string, string, string, string> Harmless() => new()
    {
        { "a newer PostgreSQL", "version: 16", "version: 17",
            "  db goes from postgres16 to postgres17 in place: AWS takes a snapshot first, the database does not answer for some minutes,"
                + " and only a snapshot leads back" },
        { "a larger database", "db.t4g.micro", "db.t4g.small", "  db restarts for another size" },
        { "a newer OpenSearch", "version: OpenSearch_2.11", "version: OpenSearch_2.13",
            "  find goes from OpenSearch_2.11 to OpenSearch_2.13 in place: the domain answers all the time" },
        { "more room for the search", "storage: 20G", "storage: 40G", "find" },
        { "messages live longer", "    dead_letter: {after: 3}\n", "    dead_letter: {after: 3}\n    keep: 14d\n", "keep" },
        { "no backup of files", "    owner: 1000:1000\n", "    owner: 1000:1000\n    backup: false\n", "backup" },
    };

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Innocent))]
    public async Task R12_an_innocent_edit_is_stopped_with_its_line(string edit, string from, string to, string line, string? flag,
        string said)
    {
        await RenderBefore(Shop);
        var text = Edited(edit, from, to);
        (await Plan()).ShouldBe(2, edit);
        command.Error.ShouldContain(said, Case.Sensitive, edit);
        var place = Array.FindIndex(text.Split('\n'), l => l.StartsWith(line, StringComparison.Ordinal)) + 1;
        command.Error.ShouldContain($"fairlead.yaml:{place}:", Case.Sensitive, edit);
        if (flag is not null)
        {
            (await Plan("--allow-replace", flag)).ShouldBe(0, command.Error);
            command.Error.ShouldNotContain("FL060");
        }
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task A_harmless_edit_is_not_stopped_and_what_it_does_is_told(string edit, string from, string to, string said)
    {
        await RenderBefore(Shop);
        Edited(edit, from, to);
        (await Plan("--exit-code")).ShouldBe(3, $"{edit}\n{command.Error}");
        command.Output.ShouldContain(said);
        command.Output.ShouldNotContain("data at risk");
    }

    [Fact]
    public async Task D12_another_version_of_the_database_is_one_upgrade_in_place()
    {
        var (before, after) = (Walked.Of("resources: {db: {type: postgres, version: 15}}\n"),
            Walked.Of("resources: {db: {type: postgres, version: 16}}\n"));
        var change = Walked.Changes(before, after).Single(c => c.Stack == "shop-prod-db");
        change.Replaced.Select(r => r.Id).ShouldBe(["ParameterGroup"]);
        change.Changed.ShouldAllBe(c => c.Id == "DBInstance" && c.Properties.All(p => p.Path == "DBParameterGroupName"));
        change.DataAtRisk.ShouldBeEmpty();
        after.Part("db", "DBInstance", "AllowMajorVersionUpgrade").ShouldBe("true");
        after.Part("db", "ParameterGroup", "Family").ShouldBe("\"postgres16\"");
        await RenderBefore(Shop);
        (await Plan("--exit-code")).ShouldBe(0, command.Error);
        command.Output.ShouldBe("nothing to do\n");
    }

    // A volume that nobody protects goes with its stack, and its file system's data with it.
    [Fact]
    public async Task A_volume_that_is_not_protected_may_go()
    {
        Walked.Of("resources: {scratch: {type: volume, protect: false}}\n")["scratch"].Find("FileSystem")!.DeletionPolicy
            .ShouldBe(DeletionPolicy.Delete);
        await RenderBefore(Shop.Replace("    owner: 1000:1000\n", "    owner: 1000:1000\n    protect: false\n"));
        Edited("no files any more", "  files:\n    type: volume\n    owner: 1000:1000\n", "");
        (await Plan()).ShouldBe(0, command.Error);
        command.Output.ShouldContain("delete  files");
    }

    [Fact]
    public async Task Extras_are_read_back_as_they_were_written()
    {
        await RenderBefore(Shop);
        (await File.ReadAllTextAsync(Path.Combine(folder, "before", "shop-prod-x-table.json"))).TrimEnd().ShouldBe(Table.TrimEnd());
        await Write("aws/table.yml", Table.Replace("\n", "\r\n") + "\n");
        (await Plan("--exit-code")).ShouldBe(0, command.Error);
        command.Output.ShouldBe("nothing to do\n");

        await Write("aws/table.yml", Table.Replace("orders-", "all-orders-"));
        (await Plan("--exit-code")).ShouldBe(3, command.Error);
        command.Output.ShouldMatch(@"change  x-table +extras +its file differs");
        command.Output.ShouldContain("fairlead.yaml:43:");
    }

    [Fact]
    public async Task R12_extras_that_lose_what_holds_data_are_stopped()
    {
        await RenderBefore(Shop);
        await Write("aws/table.yml", Table.Replace("  Old:\n    Type: AWS::S3::Bucket\n", ""));
        (await Plan()).ShouldBe(2);
        command.Error.ShouldContain("fairlead.yaml:43:5: error FL060: x-table: the bucket would go");
        (await Plan("--allow-replace", "x-table")).ShouldBe(0, command.Error);
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), Shop.Replace("extras:\n  - aws/table.yml\n", ""));
        (await Plan()).ShouldBe(2);
        command.Error.ShouldContain("x-table: the bucket would go");
    }

    // Two in JSON are compared to the property.
    [Fact]
    public async Task R12_extras_in_json_that_replace_what_holds_data_are_stopped()
    {
        const string Json =
            """{"Resources": {"Papers": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "papers"}}, "Topic": {"Type":"""
                + """ "AWS::SNS::Topic"}}}""";
        await Write("aws/table.json", Json);
        var text = Shop.Replace("aws/table.yml", "aws/table.json");
        await RenderBefore(text);
        (await Plan("--exit-code")).ShouldBe(0, command.Error);
        await Write("aws/table.json", Json.Replace("\"papers\"", "\"sheets\""));
        (await Plan()).ShouldBe(2);
        command.Error.ShouldContain("x-table: the bucket would be replaced by an empty one, because name changes");
        await Write("aws/table.json", Json.Replace(", \"Topic\": {\"Type\": \"AWS::SNS::Topic\"}", ""));
        (await Plan("--exit-code")).ShouldBe(3, command.Error);
        command.Output.ShouldContain("Topic goes");
    }

    private async Task RenderBefore(string text)
    {
        await Write("fairlead.yaml", text);
        (await command.Run("render", "--env", "prod", "--out", "before")).ShouldBe(0, command.Error);
    }

    private Task<int> Plan(params string[] more) => command.Run(["plan", "--offline", "--env", "prod", "--against", "before", .. more]);

    // Whole words, so that what is named is named everywhere.
    private string Edited(string edit, string from, string to)
    {
        var text =
            from.All(char.IsLetter) ? System.Text.RegularExpressions.Regex.Replace(Shop, $@"(?<![\w./-]){from}(?![\w-])", to)
            : Shop.Replace(from, to);
        text = edit switch
        {
            "a better name for the document" => text.Replace("settings: read", "options: read"),
            "no files any more" => text.Replace("    mounts: {/files: files}\n", ""),
            "the login of the admins alone" =>
                text.Replace("    route: admin.${domain}\n",
                "    route: admin.${domain}\n    auth: {cognito: {users: [somebody@example.org]}}\n"),
            "an image less" => text.Replace("tidy: {image: tool}", "tidy: {image: app}"),
            _ => text,
        };
        text.ShouldNotBe(Shop);
        File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), text);
        return text;
    }

    private Task Write(string path, string text) => File.WriteAllTextAsync(Path.Combine(folder, path), text);
}
