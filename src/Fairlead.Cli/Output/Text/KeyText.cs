using System.Text;
using System.Text.Json;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Core.AppFile.Manual;

namespace Fairlead.Cli.Output.Text;

/// <summary>The documentation of a key, as people read it.</summary>
internal static class KeyText
{
    public static string Of(KeyHelp key, Paint paint)
    {
        var text = new StringBuilder();
        text.Append(paint.Bold(key.Path))
            .Append(key.Only is { } only ? $"  [{only}]" : "")
            .Append('\n')
            .Append("  ")
            .Append(key.Help)
            .Append('\n');
        if (key.Words is { } words)
        {
            text.Append($"\n  value      {words}\n");
            text.Append($"  default    {key.Default ?? "none"}\n");
            text.Append($"  example    {key.Example}\n");
        }

        if (key.Keys.Count > 0)
        {
            var width = key.Keys.Max(k => k.Name.Length) + 2;
            text.Append("\n  keys\n");
            foreach (var (name, help) in key.Keys)
            {
                text.Append("    ").Append(name.PadRight(width)).Append(paint.Dim(help)).Append('\n');
            }
        }

        return text.ToString();
    }

    public static void Members(Utf8JsonWriter json, KeyHelp key)
    {
        json.WriteString("path", key.Path);
        json.WriteString("help", key.Help);
        json.WriteString("value", key.Words);
        json.WriteString("default", key.Default);
        json.WriteString("example", key.Example);
        json.WriteString("only", key.Only);
        json.Array("keys", key.Keys, k =>
        {
            json.WriteString("name", k.Name);
            json.WriteString("help", k.Help);
        });
    }
}
