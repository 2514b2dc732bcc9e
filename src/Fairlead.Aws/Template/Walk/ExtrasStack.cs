using Fairlead.Core.Model;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A CloudFormation file of the app's own: a stack of its own, whose text CloudFormation gets as its user wrote it.</summary>
internal static class ExtrasStack
{
    public static string NameOf(Site site, Extra extra) => site.StackOf(extra.Name);

    public static Stack Make(Site site, Extra extra)
    {
        var template = extra.Template!;
        var stack = new Stack(NameOf(site, extra)) { Description = $"{extra.Path} of {site.App.Id}", Written = template.Text };
        foreach (var parameter in template.Parameters)
        {
            stack.Add(new Parameter(parameter.Name) { Source = ValueOf(site.App, parameter.Name) is { } value ? new Fixed(value) : new Given(), Default = parameter.Default });
        }

        foreach (var output in template.Outputs)
        {
            stack.Add(new Output(output, $"of {extra.Path}"));
        }

        return stack;
    }

    /// <summary>An output of one of them, in another stack.</summary>
    public static Value Take(Site site, Stack stack, string output)
    {
        var parameter = $"Extras{Fingerprint.Of(output)}";
        foreach (var extra in site.App.Extras)
        {
            if (extra.Template?.Outputs.Contains(output, StringComparer.Ordinal) == true)
            {
                return Site.Take(stack, parameter, NameOf(site, extra), output);
            }
        }

        return Site.Given(stack, parameter);
    }

    private static string? ValueOf(App app, string parameter) => parameter switch
    {
        "App" => app.Name,
        "Env" => app.Environment.Name,
        _ => null,
    };
}
