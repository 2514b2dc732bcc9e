using Fairlead.Core.Model;
using Fairlead.Core.Problems;
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
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T03:30:00+02:00")] // 02:30 does not exist that night; the next that does is a day later
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T02:30:00+01:00")]
    public void Cron_follows_summer_time(string after, string next)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        var found = new Cron("30 2 * * *", CronFields.Parse("30 2 * * *")!, zone).Next(DateTimeOffset.Parse(after))!.Value;
        (found.TimeOfDay == new TimeSpan(2, 30, 0)).ShouldBeTrue();
        found.ShouldBeGreaterThan(DateTimeOffset.Parse(after));
        (found - DateTimeOffset.Parse(next)).Duration().ShouldBeLessThan(TimeSpan.FromHours(25));
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
        new Every(TimeSpan.FromMinutes(3)).Next(DateTimeOffset.Parse("2026-11-21T10:01:00Z")).ShouldBe(DateTimeOffset.Parse("2026-11-21T10:03:00Z"));

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
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
            5 web.1234 1 t1 10.0.0.16 2 4 1 1 12 15 3 4 6 0 0 0 slot.invalid 8080 - 0 0 - - 0
            5 web.1234 2 t2 10.0.0.17 0 12 1 1 12 15 3 4 6 0 0 0 slot.invalid 8080 - 0 0 - - 0
            5 web.1234 3 t3 0.0.0.0 0 5 1 1 12 1 0 0 14 0 0 0 slot.invalid 1 - 0 0 - - 0
            """;
        Servers.Parse(State).ShouldBe([
            new Slot("web.1234", "t1", "10.0.0.16", 8080, Takes: true, Up: true),
            new Slot("web.1234", "t2", "10.0.0.17", 8080, Takes: false, Up: false),
            new Slot("web.1234", "t3", "", 1, Takes: false, Up: false)]);
    }
}
