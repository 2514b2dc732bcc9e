using System.Text.Json;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Json;

/// <summary>A plan as <c>--json</c> writes it.</summary>
internal static class PlanJson
{
    public static void Write(Utf8JsonWriter json, Plan plan)
    {
        json.WriteString("app", plan.Id.App);
        json.WriteString("environment", plan.Id.Environment);
        Changes(json, plan);
        json.Array("permits", plan.AccessRights, p =>
        {
            json.WriteString("verb", Words.Verb(p.Verb));
            json.WriteString("kind", Words.Kind(p.Kind));
            json.WriteString("who", p.Who);
            json.WriteString("may", p.May);
            json.WriteString("to", p.To);
            json.Array("reasons", p.Reasons, r =>
            {
                json.WriteString("why", r.Why);
                json.WriteString("place", r.Place?.ToString());
            });
        });
        if (plan.Costs is { } costs)
        {
            Write(json, costs);
        }

        if (plan.Security is { } security)
        {
            Write(json, security);
        }

        json.Array("notes", plan.Notes, n =>
        {
            json.WriteString("name", n.Name);
            json.WriteString("text", n.Text);
        });
        json.Strings("warnings", [.. plan.Dangers, .. plan.Warnings]);
        json.Problems(plan.Refusals);
        json.Strings("missingSecrets", plan.MissingSecrets.Select(s => s.Name));
        json.Strings("steps", plan.Details);
    }

    public static void Changes(Utf8JsonWriter json, Plan plan) => json.Array("changes", plan.Changes, c =>
        {
            json.WriteString("verb", Words.Verb(c.Verb));
            json.WriteString("name", c.Name);
            json.WriteString("what", c.What);
            json.WriteString("why", c.Why);
            json.WriteString("place", c.Place?.ToString());
            json.WriteBoolean("dataAtRisk", c.DataAtRisk);
        });

    private static void Write(Utf8JsonWriter json, Costs costs)
    {
        json.WriteStartObject("monthlyCost");
        json.WriteString("region", costs.Region);
        json.WriteString("pricesOf", costs.Date);
        if (costs.HasBefore)
        {
            json.WriteNumber("before", Math.Round(costs.Before, 2));
        }

        json.WriteNumber("after", Math.Round(costs.After, 2));
        json.WriteBoolean("complete", costs.IsComplete);
        json.Array("lines", costs.Lines, l =>
        {
            json.WriteString("name", l.Name);
            json.WriteString("what", l.What);
            if (costs.HasBefore)
            {
                Write(json, "before", l.Before);
            }

            Write(json, "after", l.After);
            json.WriteBoolean("estimate", l.IsEstimate);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? dollars)
    {
        if (dollars is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 2));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, SecuritySummary security)
    {
        json.WriteStartObject("security");
        json.WriteString("profile", security.Profile);
        json.WriteNumber("passed", security.Passed);
        json.WriteNumber("applicable", security.Applicable);
        json.Array("optOuts", security.Waived, w =>
        {
            json.WriteString("control", w.Control);
            json.WriteString("title", w.Title);
            json.WriteString("reason", w.Reason);
            json.Strings("of", w.Of);
        });
        json.WriteEndObject();
    }
}
