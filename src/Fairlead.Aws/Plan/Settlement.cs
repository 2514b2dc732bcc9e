using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>
/// What is switched on once a release has proved itself: protection from deletion, which a failed creation could not take back, and least
/// numbers of tasks, which are none before there is anything to run.
/// </summary>
/// <param name="Parameter">A live one of the stack.</param>
internal sealed record Settlement(RenderedStack Stack, string Parameter, string Value)
{
    public static IEnumerable<Settlement> Find(WantedApp wanted, Func<string, RecordedStack?> there)
    {
        foreach (var stack in wanted.Stacks)
        {
            foreach (var (parameter, value) in Values(wanted.App, stack))
            {
                if (stack.Stack.FindParameter(parameter) is not null
                    && there(stack.Name)?.Parameters.GetValueOrDefault(parameter) is { } now && now != value)
                {
                    yield return new Settlement(stack, parameter, value);
                }
            }
        }
    }

    private static IEnumerable<(string Parameter, string Value)> Values(App app, RenderedStack stack)
    {
        yield return (StackScope.Protection, "true");
        if (app.Services.Find(stack.Label.Name)?.Scale is { } scale)
        {
            yield return ("MinCapacity", StackScope.Number(scale.Min));
        }
    }
}
