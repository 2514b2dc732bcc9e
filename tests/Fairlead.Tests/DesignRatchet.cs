namespace Fairlead.Tests;

/// <summary>What is not yet as the design wants it, exactly. Who betters something takes its line out, or its number down.</summary>
internal static class DesignRatchet
{
    public static readonly string[] FolderCycles =
    [
    ];

    public static readonly string[] Knots =
    [
    ];

    public static readonly string[] Impure =
    [
    ];

    public static readonly string[] NamesOfTwo =
    [
    ];

    public static readonly string[] VagueMethods =
    [
        "Fairlead.Cli: 4",
        "Fairlead.Docker: 2",
    ];

    public static readonly string[] WideLines =
    [
        "tests/Fairlead.Tests/Aws: 31",
        "src/Fairlead.Cli/Commands: 6",
        "src/Fairlead.Cli/Console: 3",
        "src/Fairlead.Cli/Flows: 5",
        "src/Fairlead.Cli/Output/Json: 1",
        "src/Fairlead.Cli/Output/Text: 5",
        "src/Fairlead.Cli/Output/Views: 2",
        "src/Fairlead.Cli/Project: 5",
        "src/Fairlead.Cli: 1",
        "src/Fairlead.Docker/Api: 4",
        "src/Fairlead.Docker/Plan: 30",
        "src/Fairlead.Docker/Run/Containers: 6",
        "src/Fairlead.Docker/Run/Jobs: 2",
        "src/Fairlead.Docker/Run/Observing: 1",
        "src/Fairlead.Docker/Run/Proxy: 5",
        "src/Fairlead.Docker/Run: 2",
        "src/Fairlead.Docker: 1",
        "src/Fairlead.Images: 2",
        "tests/Fairlead.Engine.Tests/Support: 5",
        "tests/Fairlead.Tests/Support: 15",
        "tests/Fairlead.Tests: 52",
        "src/Fairlead.Cli/Sessions: 2",
        "tests/Fairlead.Engine.Tests: 9",
    ];
}
