using Fairlead.Engine.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>The one native file that people get: it is made without a warning, and does what the built command does.</summary>
public class ShippedTests
{
    private static readonly TimeSpan Making = TimeSpan.FromMinutes(10);

    [EngineFact]
    public async Task The_native_file_does_what_the_built_command_does()
    {
        var here = new Dictionary<string, string> { ["CI"] = "" };
        using var publish = Command.Start(Repository.Path("bin", "publish"), [], Repository.Root, here);
        var made = (await publish.End(Making)).Succeeds();
        made.All.ShouldNotContain("warning");
        await Says_the_same("check", "--all");
        await Says_the_same("config", "--env", "production");
        await Says_the_same("plan", "--offline", "--env", "production", "-v");
        await Says_the_same("render", "--env", "production");
        await Says_the_same("schema");
        await Says_the_same("explain", "services.scale");
        await Operates();
    }

    private static string Native => Repository.Path("artifacts", "publish", "fairlead");

    private static async Task Says_the_same(params string[] arguments)
    {
        var folder = Repository.Path("examples", "connections");
        var built = (await Command.Run("dotnet", [TestApp.Dll, .. arguments], folder)).Succeeds();
        (await Command.Run(Native, arguments, folder)).ShouldBe(built);
    }

    private static async Task Operates()
    {
        await using var app = await new TestApp { Shipped = Native }.Deployed();
        (await app.Get()).ShouldBe("one");
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("deploy")).Succeeds();
        (await app.Get()).ShouldBe("two");
        (await app.Run("rollback")).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("logs")).Succeeds().Out.ShouldContain("web");
        (await app.Run("releases", "--json")).Succeeds().Out.ShouldContain("\"number\": 3");
    }
}
