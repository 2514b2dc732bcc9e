namespace Fairlead.Engine.Tests.Support;

/// <summary>
/// The command that tests run: the one native file that people get, where <c>bin/test</c> has made it, which starts in a hundredth of the
/// time; else as it was built with the tests.
/// </summary>
internal static class TestedCommand
{
    public static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "fairlead.dll");

    /// <summary>The native file; null where none was made for this run.</summary>
    public static readonly string? Native = Environment.GetEnvironmentVariable("FAIRLEAD_NATIVE") is { Length: > 0 } path ? path : null;

    /// <summary>What a shell has to type before the arguments.</summary>
    public static string Typed => Native ?? $"dotnet {Dll}";

    public static Command Start(
        IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? variables = null, string? input = null) =>
        Native is null
            ? Command.Start("dotnet", [Dll, .. arguments], folder, variables, input)
            : Command.Start(Native, arguments, folder, variables, input);
}
