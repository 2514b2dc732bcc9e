using System.Globalization;

namespace Fairlead.Docker.Plan;

/// <summary>Reads HAProxy's <c>show servers state</c> (management guide 9.3), which is also the format of its state file.</summary>
internal static class HaproxyState
{
    /// <summary>A state file without servers: the version of its format alone.</summary>
    public const string NoServers = "1\n";

    // Bits of srv_admin_state; CMAINT ("disabled" in the configuration) stays set when a server was made ready at run time.
    private const int ConfiguredMaintenance = 4;
    private const int OperationalUp = 2;
    private const int PortColumn = 18;

    public static IReadOnlyList<Slot> Parse(string state)
    {
        var slots = new List<Slot>();
        foreach (var line in state.Split('\n'))
        {
            var field = line.Split(' ');
            if (field.Length > 6 && line[0] != '#'
                && int.TryParse(field[5], NumberStyles.None, CultureInfo.InvariantCulture, out var operational)
                && int.TryParse(field[6], NumberStyles.None, CultureInfo.InvariantCulture, out var admin))
            {
                var address = field[4] is "0.0.0.0" or "-" ? "" : field[4];
                var port = field.Length > PortColumn
                    && int.TryParse(field[PortColumn], NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? p : 0;
                slots.Add(new Slot(field[1], field[3], address, port, address.Length > 0 && (admin & ~ConfiguredMaintenance) == 0, operational == OperationalUp));
            }
        }

        return slots;
    }
}
