using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Core.Model.Derived;

/// <summary>How a database is reached, as one JSON document: exactly the keys that Secrets Manager has for RDS, with the port as text.
/// </summary>
public static class ConnectionDocument
{
    public static string Render(string host, string port, string user, string name, string password)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("engine", "postgres");
            json.WriteString("host", host);
            json.WriteString("port", port);
            json.WriteString("username", user);
            json.WriteString("password", password);
            json.WriteString("dbname", name);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
