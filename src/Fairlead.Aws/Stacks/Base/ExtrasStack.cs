using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>A CloudFormation file of the app's own: a stack of its own, whose text CloudFormation gets as its user wrote it.</summary>
internal static class ExtrasStack
{
    public static string NameOf(StackScope scope, Extra extra) => scope.StackNameOf(extra.Name);

    public static Stack Make(StackScope scope, Extra extra)
    {
        var template = extra.Template!;
        var stack = new Stack(NameOf(scope, extra)) { Description = $"{extra.Path} of {scope.App.Id}", RawTemplate = template.Text };
        foreach (var parameter in template.Parameters)
        {
            stack.Add(
                new StackParameter(
                    parameter.Name) { Source = ValueOf(scope.App, parameter.Name) is { } value ? new FixedValue(value)
                        : new LookedUpValue(), Default = parameter.Default });
        }

        foreach (var output in template.Outputs)
        {
            stack.Add(new StackOutput(output, $"of {extra.Path}"));
        }

        return stack;
    }

    /// <summary>An output of one of them, in another stack.</summary>
    public static Value ImportOutput(StackScope scope, Stack stack, string output)
    {
        var parameter = $"ExtrasOutput{Fingerprint.Compute(output)}";
        return SourceOf(scope, output) is ImportedOutput from
            ? StackScope.ImportOutput(stack, parameter, from.Stack, from.Output) : StackScope.Parameter(stack, parameter);
    }

    /// <summary>Whose an output is; looked up where none of the files at hand has it.</summary>
    public static ParameterSource SourceOf(StackScope scope, string output)
    {
        foreach (var extra in scope.App.Extras)
        {
            if (extra.Template?.Outputs.Contains(output, StringComparer.Ordinal) == true)
            {
                return new ImportedOutput(NameOf(scope, extra), output);
            }
        }

        return new LookedUpValue();
    }

    private static string? ValueOf(App app, string parameter) => parameter switch
    {
        "App" => app.Name,
        "Env" => app.Environment.Name,
        _ => null,
    };
}
