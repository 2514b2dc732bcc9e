using Fairlead.Core.Problems;

namespace Fairlead.Cli.Sessions;

/// <summary>The file has problems, or the plan may not be carried out; they have been shown.</summary>
internal sealed class ProblemsException(IReadOnlyList<Problem> problems) : Exception
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
