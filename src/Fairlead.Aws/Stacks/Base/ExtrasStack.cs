using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>A CloudFormation file of the app's own: a stack of its own, whose text CloudFormation gets as its user wrote it.</summary>
internal static class ExtrasStack
{
    public static string NameOf(StackScope site, Extra extra) => site.StackNameOf(extra.Name);

    public static Stack Make(StackScope site, Extra extra)
    {
        var template = extra.Template!;
        var stack = new Stack(NameOf(site, extra)) { Description = $"{extra.Path} of {site.App.Id}", RawTemplate = template.Text };
        foreach (var parameter in template.Parameters)
        {
            stack.Add(new StackParameter(parameter.Name) { Source = ValueOf(site.App, parameter.Name) is { } value ? new FixedValue(value) : new LookedUpValue(), Default = parameter.Default });
        }

        foreach (var output in template.Outputs)
        {
            stack.Add(new StackOutput(output, $"of {extra.Path}"));
        }

        return stack;
    }

    /// <summary>An output of one of them, in another stack.</summary>
    public static Value ImportOutput(StackScope site, Stack stack, string output)
    {
        var parameter = $"Extras{Fingerprint.Compute(output)}";
        foreach (var extra in site.App.Extras)
        {
            if (extra.Template?.Outputs.Contains(output, StringComparer.Ordinal) == true)
            {
                return StackScope.ImportOutput(stack, parameter, NameOf(site, extra), output);
            }
        }

        return StackScope.Parameter(stack, parameter);
    }

    private static string? ValueOf(App app, string parameter) => parameter switch
    {
        "App" => app.Name,
        "Env" => app.Environment.Name,
        _ => null,
    };
}
