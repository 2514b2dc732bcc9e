using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The containers of an app as text, for <c>render</c>. Secret values never stand in it: the values given are their names.
/// </summary>
internal static class RenderText
{
    /// <summary>All containers of an app, with the names of secrets where their values would be.</summary>
    public static IReadOnlyList<ContainerSpec> Containers(App app, IReadOnlyDictionary<string, ReleaseImage> images, string folder)
    {
        var scope = new Scope(app.Id);
        var secrets = app.Secrets.Select(s => s.Name).Concat(app.Resources.Select(r => Values.PasswordOf(r.Name)));
        var masked = secrets.ToDictionary(n => n, n => $"<{n}>", StringComparer.Ordinal);
        var values = new Values(
            app,
            masked,
            new ReleaseIdentity("<commit>", "<tag>", ""),
            0,
            HostPort.Choose(app, scope, Observed.Nothing))
        {
            AwsPort = HostPort.ChooseForAws(app, scope, Observed.Nothing),
            // A name in the place of a value stays as people can read it.
            InUrl = text => masked.Values.Aggregate(Uri.EscapeDataString(text), (url, n) => url.Replace(Uri.EscapeDataString(n), n)),
        };
        var all = new Containers(app, scope, values, images, folder);
        return
        [
            all.AppProxy([.. app.Services.Where(s => s.HostPort is not null)]),
            .. Supported.Running(app).Select(all.Resource),
            .. app.Services.Where(s => HaproxyBackends.IsInner(app, s)).Select(all.InnerProxy),
            .. app.Services.SelectMany(s => Enumerable.Range(1, s.Count).Select(i => all.Task(s, 0, i, null))),
            .. app.Jobs.Select(j => all.Job(j, 0, "run", "")),
        ];
    }

    public static string Render(ContainerSpec spec)
    {
        var text = new StringBuilder($"container {spec.Name}\n  image       {spec.Image}\n");
        foreach (var (name, value) in spec.Properties().Concat(spec.Env.Select(v => new ContainerProperty("env", $"{v.Key}={v.Value}"))))
        {
            if (value is not null)
            {
                text.Append($"  {name,-11} {value}\n");
            }
        }

        return text.ToString();
    }
}
