using System.Text;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Manual;

/// <summary>The reference of the app file as a page of Markdown.</summary>
public static class ReferencePage
{
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("# Reference of fairlead.yaml\n\n")
            .Append(
                "Generated from the declaration of the keys; `fairlead explain KEY` says the same. `[aws]` and `[local]` mark keys that "
                    + "only one target reads.\n")
            .Append("Keys that start with `x-` are ignored: a place for YAML anchors. `null` removes what an earlier layer says.\n");
        foreach (var section in Catalogue.Sections)
        {
            Section(page, section);
        }

        page.Append(Rules.Text);
        Attributes(page);
        Problems(page);
        return page.ToString();
    }

    private static void Section(StringBuilder page, Section section)
    {
        var own = section.Other is null ? section.Keys : section.Own;
        page.Append($"\n## {section.Id}\n\n"); // the title is the anchor
        if (section.Other is { } other)
        {
            page.Append($"All keys of [{other.Name}](#{other.Id}){(own.Count > 0 ? ", and:" : ".")}\n\n");
        }

        if (own.Count == 0)
        {
            return;
        }

        page.Append("| Key | Value | Default | |\n| --- | --- | --- | --- |\n");
        foreach (var key in own)
        {
            var mark = key.Only is { } only ? $" `[{only}]`" : "";
            var inside = string.Concat(KeyGuide.SectionsOf(key.Form).Distinct().Select(s => $" [{s.Id}](#{s.Id})"));
            page.Append(
                $"| `{key.Name}` | {Cell(key.Words)}{(inside.Length > 0 ? ":" + inside : "")} | {Cell(key.Default ?? "–")} | "
                    + $"{Cell(key.Help)} For example `{Cell($"{key.Name}: {key.Example}")}`{mark} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Attributes(StringBuilder page)
    {
        page.Append("\n## References\n\n")
            .Append("| Of | `${NAME.…}` |\n| --- | --- |\n");
        foreach (var kind in Enum.GetValues<Kind>().Where(k => Model.Attributes.ForKind(k).Count > 0))
        {
            page.Append(
                $"| {Model.Attributes.Describe(kind)} | "
                    + $"{string.Join(' ', Model.Attributes.ForKind(kind).Select(a => $"`{Model.Attributes.NameOf(a)}`"))} |\n");
        }

        page.Append(
            "\nOthers: `${app}` `${domain}` `${environment.name}` `${environment.region}` `${environment.account}` `${release.commit}` "
                + "`${release.tag}` `${release.id}`\n")
            .Append(
                "`${secret}` (named like the variable) `${secret.NAME}` `${ssm:/path}` `${stack:name.Output}` `${extras.Output}`. One "
                    + "reference may stand inside the name of\n")
            .Append("an `ssm:` or `stack:` reference. `$${` is a literal `${`.\n");
    }

    private static void Problems(StringBuilder page)
    {
        page.Append("\n## Problems\n\n| Code | |\n| --- | --- |\n");
        foreach (var code in Codes.All)
        {
            page.Append($"| {code.Id} | {Cell(code.Help)} |\n");
        }
    }
}
