package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.DatastoreSummary;
import dev.carafe.vsphere.vim.vim25.HostDnsConfig;
import dev.carafe.vsphere.vim.vim25.OptionManagerProperties;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** {@code esxcli system} and {@code esxcli storage filesystem}. */
final class SystemCommands {
    private SystemCommands() {}

    static List<Command> all() {
        Parameter option = new Parameter("option", "Only the option of this path.", List.of("-o", "--option"));
        return List.of(
                new Command(
                        "system.hostname",
                        "get",
                        "Show the host's name.",
                        Shape.row("FullyQualifiedHostName", "Domain Name", "Fully Qualified Domain Name", "Host Name"),
                        (host, _) -> hostName(host)),
                new Command(
                        "system.maintenanceMode",
                        "get",
                        "Show whether the host is in maintenance.",
                        Shape.text("string"),
                        (host, _) -> List.of(List.of(
                                host.host().runtime() != null
                                                && host.host().runtime().inMaintenanceMode()
                                        ? "Enabled"
                                        : "Disabled"))),
                new Command(
                        "system.settings.advanced",
                        "list",
                        "List the advanced options.",
                        List.of(option),
                        Shape.rows("SettingsAdvancedOption", "Path", "Type", "Int Value", "String Value"),
                        SystemCommands::options),
                new Command(
                        "system.stats.uptime",
                        "get",
                        "Show for how long the host runs, in microseconds.",
                        Shape.text("long"),
                        (host, _) -> List.of(List.of(uptime(host).toNanos() / 1_000))),
                new Command(
                        "system.time",
                        "get",
                        "Show the time.",
                        Shape.text("string"),
                        (host, _) -> List.of(List.of(
                                host.now().truncatedTo(ChronoUnit.SECONDS).toString()))),
                new Command(
                        "system.uuid",
                        "get",
                        "Show the host's UUID.",
                        Shape.text("string"),
                        (host, _) ->
                                List.of(List.of(host.hardware().systemInfo().uuid()))),
                new Command(
                        "system.version",
                        "get",
                        "Show what the host runs.",
                        Shape.row("Version", "Product", "Version", "Build"),
                        (host, _) -> version(host.config().product())),
                new Command(
                        "storage.filesystem",
                        "list",
                        "List what datastores are on.",
                        Shape.rows("FileSystem", "Mount Point", "Volume Name", "Mounted", "Type", "Size", "Free"),
                        (host, _) -> host.datastores().stream()
                                .map(SystemCommands::fileSystem)
                                .toList()));
    }

    private static List<List<Object>> hostName(HostView host) {
        HostDnsConfig dns = host.network().dnsConfig();
        String name = dns == null ? String.valueOf(host.host().name()) : dns.hostName();
        String domain = dns == null ? "" : dns.domainName();
        return List.of(List.of(domain, domain.isEmpty() ? name : name + "." + domain, name));
    }

    private static Duration uptime(HostView host) {
        Instant since =
                host.host().runtime() == null ? null : host.host().runtime().bootTime();
        if (since == null) {
            throw new CommandException("The host does not know when it started.");
        }
        return Duration.between(since, host.now());
    }

    private static List<List<Object>> version(AboutInfo about) {
        return List.of(List.of(about.name(), about.version(), "Releasebuild-" + about.build()));
    }

    private static List<List<Object>> options(HostView host, Map<String, String> arguments) {
        String wanted = arguments.get("option");
        List<List<Object>> options = settings(host).stream()
                .filter(setting -> wanted == null || path(setting).equals(wanted))
                .map(SystemCommands::option)
                .toList();
        if (wanted != null && options.isEmpty()) {
            throw new CommandException("Unable to find option " + wanted);
        }
        return options;
    }

    private static List<? extends OptionValue> settings(HostView host) {
        return host.host().configManager() != null
                        && host.host().configManager().advancedOption() != null
                        && host.source().properties(host.host().configManager().advancedOption())
                                instanceof OptionManagerProperties manager
                ? manager.setting()
                : List.of();
    }

    private static String path(OptionValue setting) {
        return "/" + setting.key().replace('.', '/');
    }

    private static List<Object> option(OptionValue setting) {
        return setting.value() instanceof Number number
                ? List.of(path(setting), "integer", number, "")
                : List.of(path(setting), "string", "", String.valueOf(setting.value()));
    }

    private static List<Object> fileSystem(DatastoreSummary summary) {
        return List.of(
                summary.url().replaceFirst("^ds://", ""),
                summary.name(),
                summary.accessible(),
                summary.type(),
                summary.capacity(),
                summary.freeSpace());
    }
}
