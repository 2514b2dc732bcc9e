using Fairlead.Engine.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>
/// The one native file that people get: it is made without a warning, and says what the built command says. What it does on an engine all
/// other tests here ask of it.
/// </summary>
public class ShippedTests
{
    private static readonly TimeSpan Making = TimeSpan.FromMinutes(10);

    [EngineFact]
    public async Task The_native_file_does_what_the_built_command_does()
    {
        var native = TestedCommand.Native ?? await Publish();
        await Says_the_same(native, "check", "--all");
        await Says_the_same(native, "config", "--env", "production");
        await Says_the_same(native, "plan", "--offline", "--env", "production", "-v");
        await Says_the_same(native, "render", "--env", "production");
        await Says_the_same(native, "schema");
        await Says_the_same(native, "explain", "services.scale");
    }

    private static async Task<string> Publish()
    {
        var here = new Dictionary<string, string> { ["CI"] = "" };
        using var publish = Command.Start(Repository.Path("bin", "publish"), [], Repository.Root, here);
        (await publish.End(Making)).Succeeds().All.ShouldNotContain("warning");
        return Repository.Path("artifacts", "publish", "fairlead");
    }

    private static async Task Says_the_same(string native, params string[] arguments)
    {
        var folder = Repository.Path("examples", "connections");
        var built = (await Command.Run("dotnet", [TestedCommand.Dll, .. arguments], folder)).Succeeds();
        (await Command.Run(native, arguments, folder)).ShouldBe(built);
    }
}
