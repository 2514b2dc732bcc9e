using Fairlead.Images.Plan;

namespace Fairlead.Images.Registry;

/// <summary>Where a registry answers, and how it is logged in to.</summary>
/// <param name="Name">As people know it, and as images name it.</param>
/// <param name="Address">Plain HTTP on this machine alone.</param>
/// <param name="Login">Asked for when the registry wants one.</param>
public sealed record RegistryPlace(string Name, Uri Address, Func<CancellationToken, Task<FoundLogin>> Login)
{
    // Where Docker Hub's registry really answers.
    private const string Hub = "registry-1.docker.io";

    /// <param name="host">As <see cref="ImageRegistry.HostOf"/> names it.</param>
    /// <param name="logins">Those of the user; null where there are none.</param>
    public static RegistryPlace For(string host, RegistryLogins? logins)
    {
        var address = new Uri($"https://{(host == ImageRegistry.Hub ? Hub : host)}");
        if (address.IsLoopback)
        {
            address = new Uri($"http://{host}");
        }

        return new RegistryPlace(
            host,
            address,
            cancel => logins is null ? Task.FromResult(new FoundLogin(null, null)) : logins.Find(host, cancel));
    }

    /// <summary>Whether it may be spoken to so: a password is not sent where others can read it.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
}
