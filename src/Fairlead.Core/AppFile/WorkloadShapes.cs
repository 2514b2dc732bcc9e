using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Shapes of the values that only workloads have.</summary>
internal static class WorkloadShapes
{
    public static readonly Shape<Spot?> Spot = new("true, false, or {above: tasks on demand}", static (Node node, Reading reading, out Spot? value) =>
    {
        value = null;
        if (node is MapNode)
        {
            var section = new Section("spot");
            var above = section.Add("above", Shapes.Number(0, 1000, "a number of tasks from 0 to 1000"), 1, "Tasks up to this number are on demand.");
            value = Fields.Open(node, section, reading) is { } fields ? new Spot(fields.Read(above)) : null;
            return true;
        }

        var read = Shapes.Flag.Read(node, reading, out var flag);
        value = flag ? new Spot(1) : null;
        return read;
    }, "{above: 1}");

    public static readonly Shape<Health?> Health = new("a path that starts with /, or a map", static (Node node, Reading reading, out Health? value) =>
    {
        value = null;
        if (node is not MapNode)
        {
            if (!Path(node, reading, out var path))
            {
                return false;
            }

            value = new Health { Path = path };
            return true;
        }

        if (Fields.Open(node, Keys.Health.Section, reading) is not { } fields)
        {
            return false;
        }

        if (fields.Node(Keys.Health.Path) is { } pathNode)
        {
            Path(pathNode, reading, out _);
        }

        value = new Health
        {
            Path = fields.Read(Keys.Health.Path),
            Port = fields.Read(Keys.Health.Port),
            Command = fields.Read(Keys.Health.Command),
            Interval = fields.Read(Keys.Health.Interval),
            Timeout = fields.Read(Keys.Health.Timeout),
            Healthy = fields.Read(Keys.Health.Healthy),
            Unhealthy = fields.Read(Keys.Health.Unhealthy),
            Codes = fields.Read(Keys.Health.Codes)!,
            Grace = fields.Read(Keys.Health.Grace),
        };
        return true;
    }, "/health");

    public static readonly Shape<string?> Codes = new("HTTP codes such as 200 or 200-399", static (Node node, Reading reading, out string? value) =>
    {
        if (!Shapes.Word.Read(node, reading, out value))
        {
            return false;
        }

        var ends = value!.Split('-');
        var fine = ends.Length is 1 or 2 && ends.All(e => e.Length == 3 && e.All(char.IsAsciiDigit) && e[0] is >= '1' and <= '5') && string.CompareOrdinal(ends[0], ends[^1]) <= 0;
        return fine || reading.Wrong(Problems.Codes.WrongValue, node.Span, $"'{value}' is not a range of HTTP codes", "write 200 or 200-399", out value);
    }, "200-399");

    public static readonly Shape<Scale?> Scale = new("a map with min and max", static (Node node, Reading reading, out Scale? value) =>
    {
        value = null;
        if (Fields.Open(node, Keys.Scale.Section, reading) is not { } fields)
        {
            return false;
        }

        var min = fields.Read(Keys.Scale.Min);
        var max = fields.Need(Keys.Scale.Max, fields.Span, "scale", "max: 4");
        if (max < min && fields.Has(Keys.Scale.Max))
        {
            return reading.Wrong(Problems.Codes.WrongValue, fields.SpanOf(Keys.Scale.Max), $"max ({max}) is less than min ({min})", "swap them", out value);
        }

        value = new Scale(min, max)
        {
            Cpu = fields.Read(Keys.Scale.Cpu),
            Memory = fields.Read(Keys.Scale.Memory),
            Requests = fields.Read(Keys.Scale.Requests),
        };
        return true;
    }, "{min: 2, max: 10, cpu: 70}");

    private static bool Path(Node node, Reading reading, out string? value)
    {
        if (!Shapes.Word.Read(node, reading, out value))
        {
            return false;
        }

        return (value!.StartsWith('/') && !value.Any(c => c <= ' ' || c > '~' || c is '"' or '\'' or '\\' or '#'))
            || reading.Wrong(Problems.Codes.WrongValue, node.Span, $"'{value}' is not a path", "a path starts with / and has no spaces or quotes", out value);
    }
}
