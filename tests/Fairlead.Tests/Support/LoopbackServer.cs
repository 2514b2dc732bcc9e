using System.Net;
using System.Net.Sockets;

namespace Fairlead.Tests.Support;

/// <summary>A listener on a free port of this machine.</summary>
internal static class LoopbackServer
{
    private const int Tries = 20;

    /// <summary>The port that was free may be taken before the listener has it: then there is another.</summary>
    public static (HttpListener Listener, int Port) Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://*:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < Tries)
            {
                listener.Close();
            }
        }
    }
}
