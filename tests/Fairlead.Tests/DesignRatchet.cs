namespace Fairlead.Tests;

/// <summary>What is not yet as the design wants it, exactly. Who betters something takes its line out, or its number down.</summary>
internal static class DesignRatchet
{
    public static readonly string[] FolderCycles =
    [
        "src/Fairlead.Aws/Template: ., Access",
        "src/Fairlead.Cli: ., Commands, Output, Project",
        "src/Fairlead.Core/AppFile: ., Checks",
    ];

    public static readonly string[] Knots =
    [
        "src/Fairlead.Aws/Template/Walk: 16",
        "src/Fairlead.Core/AppFile: 22",
    ];

    public static readonly string[] Impure =
    [
        "Fairlead.Aws/AwsPlan.cs uses Fairlead.Aws/AwsTarget.cs",
        "Fairlead.Docker/Plan/ContainerSpec.cs uses Fairlead.Docker/Api/Wire.cs",
        "Fairlead.Docker/Plan/Desired.cs uses Fairlead.Docker/Api/Wire.cs",
        "Fairlead.Docker/Plan/GroundPlan.cs uses Fairlead.Docker/Api/Wire.cs",
        "Fairlead.Docker/Plan/RenderText.cs uses Fairlead.Docker/Api/Wire.cs",
        "Fairlead.Docker/Plan/Step.cs uses Fairlead.Docker/Api/Wire.cs",
    ];

    public static readonly string[] NamesOfTwo =
    [
        "EitherForm",
        "FlagForm",
        "Form",
        "ListForm",
        "NumberForm",
        "Profile",
        "References",
        "Resource",
        "Shape",
        "TextForm",
        "Volume",
    ];

    public static readonly string[] VagueMethods =
    [
        "Fairlead.Aws: 67",
        "Fairlead.Cli: 6",
        "Fairlead.Core: 10",
        "Fairlead.Docker: 8",
    ];

    public static readonly string[] WideLines =
    [
        "src/Fairlead.Aws/Template/Access: 56",
        "src/Fairlead.Aws/Template/Checks: 35",
        "src/Fairlead.Aws/Template/Cost: 3",
        "src/Fairlead.Aws/Template/Facts: 4",
        "src/Fairlead.Aws/Template/Network: 12",
        "src/Fairlead.Aws/Template/Preview: 86",
        "src/Fairlead.Aws/Template/Security: 68",
        "src/Fairlead.Aws/Template/Walk: 374",
        "src/Fairlead.Aws/Template: 22",
        "src/Fairlead.Aws: 7",
        "src/Fairlead.Cli/Commands: 58",
        "src/Fairlead.Cli/Output: 26",
        "src/Fairlead.Cli/Project: 13",
        "src/Fairlead.Cli: 24",
        "src/Fairlead.Core/AppFile/Checks: 54",
        "src/Fairlead.Core/AppFile/Manual: 16",
        "src/Fairlead.Core/AppFile: 411",
        "src/Fairlead.Core/Model: 9",
        "src/Fairlead.Core/Problems: 28",
        "src/Fairlead.Core/Targets: 1",
        "src/Fairlead.Core/Yaml: 21",
        "src/Fairlead.Docker/Api: 29",
        "src/Fairlead.Docker/Plan: 99",
        "src/Fairlead.Docker/Run: 93",
        "src/Fairlead.Docker: 16",
        "tests/Fairlead.Engine.Tests/Support: 15",
        "tests/Fairlead.Engine.Tests: 10",
        "tests/Fairlead.Tests/Aws: 494",
        "tests/Fairlead.Tests/Support: 133",
        "tests/Fairlead.Tests: 106",
    ];
}
