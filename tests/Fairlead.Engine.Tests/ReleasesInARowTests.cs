using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>One release after another, while requests and connections of any length go on.</summary>
public class ReleasesInARowTests
{
    [EngineFact]
    public async Task Ten_releases_under_load_fail_no_request()
    {
        await using var app = await new TestApp().Deployed();
        await using var load = new Load(await app.Url());
        for (var release = 2; release <= 11; release++)
        {
            app.Change(release == 2 ? "TEXT: one" : $"TEXT: v{release - 1}", $"TEXT: v{release}");
            (await app.Run("deploy")).Succeeds().Out.ShouldContain($"release {release} ");
            (await app.Get()).ShouldBe($"v{release}");
        }

        await load.EndWithoutFailure();
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("web_11_1"), app.Handle("web_11_2")]);
    }

}

/// <summary>The same with requests that take as long as the file lets them, and connections that stay.</summary>
public class LastingRequestTests
{
    [EngineFact]
    public async Task Four_releases_cost_nothing_that_lasts_and_nothing_runs_twice()
    {
        await using var app = new TestApp(
            TestApp.Web.Replace("env: {TEXT: one}", "timeout: 22s\n    mounts: {/out: ./out}\n    env: {TEXT: one}"));
        Directory.CreateDirectory(Path.Combine(app.Folder, "out"));
        await File.WriteAllTextAsync(Path.Combine(app.Folder, ".dockerignore"), "out\n");
        await app.Deployed();
        await using var lasting = new LongLoad(await app.Url());
        for (var release = 2; release <= 5; release++)
        {
            app.Change(release == 2 ? "TEXT: one" : $"TEXT: v{release - 1}", $"TEXT: v{release}");
            (await app.Run("deploy")).Succeeds().Out.ShouldContain($"release {release} ");
        }

        await lasting.EndWithoutFailure();
        var ran = await File.ReadAllLinesAsync(Path.Combine(app.Folder, "out", "ran"));
        ran.ShouldBeUnique();
        ran.ShouldBe(lasting.RanOnce, ignoreOrder: true);
    }
}
