using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Plan;

/// <summary>Where in the app file something of a template was said.</summary>
internal sealed class FilePlaces(App app)
{
    /// <summary>The line of a key of a name, or the name's own, or that of what all share; never none.</summary>
    public Span OfName(string name, string? key = null)
    {
        var origin = app.Resources.Find(name)?.Origin ?? app.FindWorkload(name)?.Origin;
        return origin is null && app.Extras.Any(e => e.Name == name) ? OfExtra(name)
            : origin is null ? app.Document.Find("app")?.Value.Span ?? app.Document.Span : key is null ? origin.Name : origin.PlaceOf(key);
    }

    /// <summary>The line that names a file of extras; where none does any more, that of all of them.</summary>
    public Span OfExtra(string name) => app.Extras.FirstOrDefault(e => e.Name == name)?.Span ?? At("extras");

    /// <summary>The line of something that stands outside of services, jobs and resources: <c>network</c>, <c>cidr</c>.</summary>
    public Span At(params ReadOnlySpan<string> path) =>
        new Origin(app.Document.Find("app")?.Value.Span ?? app.Document.Span, app.Document).PlaceOf(path);

    /// <summary>The line of an environment's own key.</summary>
    public Span OfEnvironment(params ReadOnlySpan<string> path) => At(["environments", app.Environment.Name, .. path]);
}
