using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;
using Fairlead.Images.Plan;
using Fairlead.Docker.Plan;

namespace Fairlead.Tests;

/// <summary>Small functions, by example.</summary>
public class TableTests
{
    [Theory]
    [InlineData("*/5 * * * *", "2026-11-21T10:02:30Z", "2026-11-21T10:05:00Z")]
    [InlineData("30 4 * * MON-FRI", "2026-11-21T10:00:00Z", "2026-11-23T04:30:00Z")]
    [InlineData("0 0 29 2 *", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 1 * 0", "2026-11-21T00:00:00Z", "2026-11-22T12:00:00Z")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z")]
    [InlineData("0 9 * JAN,JUL 7", "2026-11-21T00:00:00Z", "2027-01-03T09:00:00Z")]
    [InlineData("0 0 31 2 *", "2026-11-21T00:00:00Z", null)]
    public void Cron_knows_its_next_run(string expression, string after, string? next) =>
        new Cron(expression, CronFields.Parse(expression)!, TimeZoneInfo.Utc).Next(DateTimeOffset.Parse(after))
            .ShouldBe(next is null ? null : DateTimeOffset.Parse(next));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T02:30:00+02:00")] // the night before it does not exist
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00")] // it is there twice, and runs once
    [InlineData("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T02:30:00+01:00")]
    [InlineData("*/30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T03:00:00+01:00")]
    [InlineData("30 2 1 * 1", "2026-03-28T12:00:00Z", "2026-03-30T02:30:00+02:00")] // a Monday, or the first
    [InlineData("30 2 1 * 1", "2026-03-30T12:00:00Z", "2026-04-01T02:30:00+02:00")]
    public void Cron_follows_summer_time(string expression, string after, string next)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var found = new Cron(expression, CronFields.Parse(expression)!, zone).Next(DateTimeOffset.Parse(after))!.Value;
        found.ToString("yyyy-MM-ddTHH:mm:sszzz").ShouldBe(next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("* * * * MOO")]
    [InlineData("a b c d e")]
    public void What_is_no_cron_is_refused(string expression) => CronFields.Parse(expression).ShouldBeNull();

    [Fact]
    public void Every_counts_from_whole_multiples() =>
        new Every(TimeSpan.FromMinutes(3)).Next(
            DateTimeOffset.Parse("2026-11-21T10:01:00Z")).ShouldBe(DateTimeOffset.Parse("2026-11-21T10:03:00Z"));

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("15m", 900)]
    [InlineData("6h", 21600)]
    [InlineData("14d", 1209600)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("1.5h", null)]
    [InlineData("-1s", null)]
    [InlineData("99999999999d", null)]
    public void Durations(string text, int? seconds)
    {
        var duration = DurationText.Parse(text);
        duration.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        if (duration is { } d)
        {
            DurationText.Parse(DurationText.Render(d)).ShouldBe(d);
        }
    }

    [Theory]
    [InlineData("node_modules", "node_modules/a/b", true)]
    [InlineData("node_modules", "src/node_modules", false)]
    [InlineData("**/node_modules", "src/node_modules/x", true)]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "b/a.log", false)]
    [InlineData("**/*.log", "b/c/a.log", true)]
    [InlineData("*\n!keep", "keep", false)]
    [InlineData("*\n!keep", "other", true)]
    [InlineData("/out/", "out/x", true)]
    [InlineData("# comment\n\n a? ", "ab", true)]
    [InlineData("x[0-9]", "x7", true)]
    [InlineData("a.b", "axb", false)]
    public void Dockerignore(string rules, string path, bool ignored) => DockerIgnore.Parse(rules).Ignores(path).ShouldBe(ignored);

    // All pairs of the developer guide, in MB; what is not among them is not legal.
    [Theory]
    [InlineData("0.25", 512, 1024, 2048)]
    [InlineData("0.5", 1024, 2048, 3072, 4096)]
    [InlineData("1", 2048, 3072, 4096, 5120, 6144, 7168, 8192)]
    [InlineData("2", 4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384)]
    [InlineData("8", 16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440)]
    [InlineData("16", 32768, 40960, 49152, 57344, 65536, 73728, 81920, 90112, 98304, 106496, 114688, 122880)]
    [InlineData("3")]
    [InlineData("0.24")]
    public void Fargate_has_these_pairs(string cpu, params int[] memories)
    {
        var legal = Enumerable.Range(1, 1024).Select(i => i * 128).Where(m => Fargate.Has(decimal.Parse(cpu), Size.OfMebibytes(m)));
        legal.ShouldBe(memories);
    }

    [Fact]
    public void Fargate_has_four_vcpu_with_8_to_30_gigabytes() =>
        Enumerable.Range(1, 128).Where(g => Fargate.Has(4, Size.OfMebibytes(g * 1024))).ShouldBe(Enumerable.Range(8, 23));

    [Theory]
    [InlineData("0.24", 512, "0.25/512M")]
    [InlineData("0.25", 4096, "0.25/2G 0.5/4G")]
    [InlineData("1", 512, "1/2G 0.25/512M")]
    [InlineData("3", 9000, "4/9G 4/8G")]
    [InlineData("32", 300000, "16/120G")]
    [InlineData("0.5", 1500, "0.5/2G 0.5/1G")]
    public void The_nearest_legal_pairs_are_legal(string cpu, int memory, string expected)
    {
        var near = Fargate.Nearest(decimal.Parse(cpu), Size.OfMebibytes(memory));
        string.Join(' ', near.Select(n => $"{n.Cpu}/{n.Memory}")).ShouldBe(expected);
        near.ShouldAllBe(n => Fargate.Has(n.Cpu, n.Memory));
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "an AWS access key", "********************")]
    [InlineData("x ghp_abcdefghijklmnopqrstuvwxyz0123456789 y", "a token", "x **************************************** y")]
    [InlineData("postgres://shop:hunter2@db:5432/shop", "an address with a password", "postgres://shop:*******@db:5432/shop")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----", "a private key", "******************************")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh", "a token", "*************************************************")]
    [InlineData("http://localhost:3000/a@b", null, "http://localhost:3000/a@b")]
    [InlineData("postgres://${db.user}:${db.password}@db/shop", null, "postgres://${db.user}:${db.password}@db/shop")]
    [InlineData("a-perfectly-ordinary-value", null, "a-perfectly-ordinary-value")]
    [InlineData("", null, "")]
    public void Secrets_are_known_by_their_form(string text, string? what, string masked)
    {
        ClearSecrets.Find(text).ShouldBe(what);
        ClearSecrets.Mask(text).ShouldBe(masked);
        masked.Length.ShouldBe(text.Length);
    }

    [Theory]
    [InlineData("every 6h", "2026-11-21T12:00:00Z 2026-11-21T18:00:00Z 2026-11-22T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z")]
    public void Schedules_know_their_next_runs(string text, string expected)
    {
        Schedule schedule = text.StartsWith("every")
            ? new Every(DurationText.Parse(text[6..])!.Value)
            : new Cron(text, CronFields.Parse(text)!, TimeZoneInfo.Utc);
        var runs = schedule.Next(DateTimeOffset.Parse("2026-11-21T10:00:00Z"), 3);
        string.Join(' ', runs.Take(expected.Split(' ').Length).Select(r => r.ToString("yyyy-MM-ddTHH:mm:ssZ"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("prot", "port")]
    [InlineData("helth", "health")]
    [InlineData("PORT", "port")]
    [InlineData("rotue", "route")]
    [InlineData("banana", null)]
    public void The_nearest_word(string word, string? nearest) => Nearest.To(word, ["port", "route", "health", "image"]).ShouldBe(nearest);

    [Fact]
    public void Server_state_is_read_as_haproxy_writes_it()
    {
        const string State = """
            1
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state and so on
            5 web.1234 1 t1 10.0.0.16 2 4 1 1 12 15 3 4 6 0 0 0 slot.invalid 8080 - 0 0 - - 0
            5 web.1234 2 t2 10.0.0.17 0 12 1 1 12 15 3 4 6 0 0 0 slot.invalid 8080 - 0 0 - - 0
            5 web.1234 3 t3 0.0.0.0 0 5 1 1 12 1 0 0 14 0 0 0 slot.invalid 1 - 0 0 - - 0
            """;
        HaproxyState.Parse(State).ShouldBe([
            new Slot("web.1234", "t1", "10.0.0.16", 8080, ReceivesTraffic: true, Up: true),
            new Slot("web.1234", "t2", "10.0.0.17", 8080, ReceivesTraffic: false, Up: false),
            new Slot("web.1234", "t3", "", 1, ReceivesTraffic: false, Up: false)]);
    }
}
