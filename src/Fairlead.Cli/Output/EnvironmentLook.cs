using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output;

/// <summary>What was found of one environment of several.</summary>
/// <param name="Found">Null where it can not be told.</param>
/// <param name="Trouble">Why it can not be told.</param>
internal sealed record EnvironmentLook<T>(string Environment, T? Found, Failure? Trouble)
    where T : class;
