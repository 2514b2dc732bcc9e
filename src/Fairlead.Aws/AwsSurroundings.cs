using Fairlead.Core.Model;

namespace Fairlead.Aws;

/// <summary>What a target on AWS takes from the process that it works in.</summary>
/// <param name="Place">The app and environment, with region and account as far as the file pins them.</param>
/// <param name="Variable">Reads an environment variable.</param>
public sealed record AwsSurroundings(Place Place, Func<string, string?> Variable, TimeProvider Clock);
