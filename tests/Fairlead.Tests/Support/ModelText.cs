using System.Collections;
using System.Reflection;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Tests.Support;

/// <summary>The whole model of an app as text: what a target reads. What is absent, empty or false is left out.</summary>
internal static class ModelText
{
    // Places, and what follows from the rest.
    private static readonly HashSet<string> LeftOut =
    [
        "Origin",
        "Span",
        "Document",
        "Links",
        "Workloads",
        "Others",
        "Id",
        "Fields",
        "IsSecret",
        "IsLink",
        "IsPartOfUrl",
        "Probe",
        "Place",
    ];

    /// <summary>With everything in the order of the alphabet: equal for files that differ in the order of their maps.</summary>
    public static string Sorted(App app)
    {
        var text = new StringBuilder();
        Write(text, app, 0, sorted: true);
        return text.ToString();
    }

    public static string Of(App app)
    {
        var text = new StringBuilder();
        Write(text, app, 0, sorted: false);
        foreach (var workload in app.Workloads)
        {
            foreach (var grant in app.GrantsOf(workload))
            {
                var what = $"{grant.Access} {grant.Target} ({grant.Holds}) {grant.Prefix} line {grant.Cause.Line}";
                text.Append($"grant {workload.Name}: {what}".Replace("  ", " ")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, object value, int indent, bool sorted)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && !LeftOut.Contains(p.Name)))
        {
            switch (property.GetValue(value))
            {
                case null or false or "":
                    break;
                case Text t:
                    Line(text, indent, property.Name, t.IsSecret ? $"{t} (secret)" : t.ToString());
                    break;
                case string or bool or Enum or decimal or int or TimeSpan or Size or Schedule or TimeZoneInfo or Cron:
                    Line(text, indent, property.Name, $"{property.GetValue(value)}");
                    break;
                case IEnumerable items:
                    var parts = items.Cast<object>().Select(i => Item(indent, property.Name, i, sorted));
                    text.AppendJoin("", sorted ? parts.Order(StringComparer.Ordinal) : parts);

                    break;
                case var inner:
                    Line(text, indent, property.Name, inner.GetType().Name);
                    Write(text, inner, indent + 2, sorted);
                    break;
            }
        }
    }

    private static string Item(int indent, string name, object item, bool sorted)
    {
        var text = new StringBuilder();
        if (item is string or Text or Enum)
        {
            Line(text, indent, name, $"{item}");
        }
        else if (item is Variable variable)
        {
            Line(text, indent, name, $"{variable.Name}={variable.Value}{(variable.Value.IsSecret ? " (secret)" : "")}");
        }
        else
        {
            Line(text, indent, name, item.GetType().Name);
            Write(text, item, indent + 2, sorted);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, int indent, string name, string value) =>
        text.Append(' ', indent).Append(name).Append(": ").Append(value).Append('\n');
}
