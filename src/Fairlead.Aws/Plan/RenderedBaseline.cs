using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>Templates that were rendered earlier, taken for what is there.</summary>
/// <param name="Templates">Of stacks and of task definitions.</param>
internal sealed record RenderedBaseline(Manifest Manifest, IReadOnlyList<(StackLabel Label, Stack Stack)> Templates)
{
    private readonly Dictionary<string, (StackLabel Label, Stack Stack)> byName =
        Templates.ToDictionary(s => s.Stack.Name, StringComparer.Ordinal);

    public static RenderedBaseline Read(Rendering rendering)
    {
        if (Manifest.Read(rendering.Index ?? "", out var fault) is not { } manifest)
        {
            throw new FailureException("what was rendered earlier can not be read", fault ?? "there is nothing",
                "fairlead render --out DIR");
        }

        var texts = rendering.Documents.ToDictionary(d => d.Name, d => d.Text, StringComparer.Ordinal);
        var stacks = new List<(StackLabel, Stack)>(manifest.Templates.Count);
        foreach (var label in manifest.Templates)
        {
            if (!texts.TryGetValue(label.Stack, out var text))
            {
                throw new FailureException("what was rendered earlier is not complete", $"{label.Stack} is missing",
                    "fairlead render --out DIR");
            }

            if (label.Kind == StackLabels.Extras)
            {
                stacks.Add((label, new Stack(label.Stack) { RawTemplate = text }));
                continue;
            }

            var stack = StackReader.Read(label.Stack, Encoding.UTF8.GetBytes(text), out fault)
                ?? throw new FailureException("what was rendered earlier can not be read", fault!);
            ResolveImports(label, stack);
            stacks.Add((label, stack));
        }

        return new RenderedBaseline(manifest, stacks);
    }

    public (StackLabel Label, Stack Stack)? Find(string stack) => byName.TryGetValue(stack, out var found) ? found : null;

    // A template does not say where its parameters come from.
    private static void ResolveImports(StackLabel label, Stack stack)
    {
        foreach (var (name, output) in label.Imports)
        {
            var dot = output.LastIndexOf('.');
            if (dot > 0 && stack.FindParameter(name) is { } parameter)
            {
                stack.Replace(parameter with { Source = new ImportedOutput(output[..dot], output[(dot + 1)..]) });
            }
        }
    }
}
