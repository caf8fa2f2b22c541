package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.TimeServers;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostDateTimeConfig;
import dev.carafe.vsphere.vim.vim25.HostDateTimeInfo;
import dev.carafe.vsphere.vim.vim25.HostDateTimeSystem;
import dev.carafe.vsphere.vim.vim25.HostDateTimeSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostDateTimeSystemTimeZone;
import dev.carafe.vsphere.vim.vim25.HostNtpConfig;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * The host's clock. It is the machine's, which has other things to do than to be a host: who keeps it is Linux's to say, so that a
 * client reads the time and whom the machine asks for it, and changes neither.
 *
 * @param root has the files of what keeps the machine's time
 */
record ServedDateTimeSystem(ObjectRegistry registry, Path root, InstantSource clock)
        implements HostDateTimeSystem, ServedObject {
    static final ManagedObjectReference<HostDateTimeSystem> REFERENCE =
            new ManagedObjectReference<>("HostDateTimeSystem", "dateTimeSystem");

    private static final String UTC = "UTC";
    private static final String NTP = "ntp";

    @Override
    public ManagedObjectReference<HostDateTimeSystem> reference() {
        return REFERENCE;
    }

    HostDateTimeSystemProperties properties() {
        return HostDateTimeSystemProperties.builder().dateTimeInfo(info()).build();
    }

    private HostDateTimeInfo info() {
        return info(TimeServers.read(root));
    }

    /** @param servers whom the machine asks for the time */
    static HostDateTimeInfo info(List<String> servers) {
        return HostDateTimeInfo.builder()
                .timeZone(zone())
                .systemClockProtocol(NTP)
                .ntpConfig(HostNtpConfig.builder().server(servers).build())
                .enabled(!servers.isEmpty())
                .build();
    }

    /** Hosts have no other: clients show the time in their own. */
    private static HostDateTimeSystemTimeZone zone() {
        return HostDateTimeSystemTimeZone.builder()
                .key(UTC)
                .name(UTC)
                .description(UTC)
                .gmtOffset(0)
                .build();
    }

    @Override
    public Instant queryDateTime() {
        return clock.instant();
    }

    @Override
    public List<HostDateTimeSystemTimeZone> queryAvailableTimeZones() {
        return List.of(zone());
    }

    @Override
    public void refreshDateTimeSystem() {
        HostDateTimeInfo now = info();
        registry.change(changes -> {
            changes.update(REFERENCE, HostDateTimeSystemProperties.class, _ -> properties());
            changes.update(HostNames.HOST, HostSystemProperties.class, host -> {
                HostConfigInfo config = host.config();
                return config == null
                        ? host
                        : host.toBuilder()
                                .config(config.toBuilder().dateTimeInfo(now).build())
                                .build();
            });
        });
    }

    @Override
    public void updateDateTime(Instant dateTime) {
        throw refused(
                "This host's clock is its machine's, which keeps it itself: set it there, with date or timedatectl.");
    }

    /** What is so already is taken. */
    @Override
    public void updateDateTimeConfig(HostDateTimeConfig config) {
        if (config.timeZone() != null && !config.timeZone().equalsIgnoreCase(UTC)) {
            throw refused("This host's time zone is UTC, as all hosts' is.");
        }
        HostDateTimeInfo now = info();
        boolean servers = config.ntpConfig() != null
                && !config.ntpConfig()
                        .server()
                        .equals(Objects.requireNonNull(now.ntpConfig()).server());
        boolean files =
                config.ntpConfig() != null && !config.ntpConfig().configFile().isEmpty();
        boolean enabled = config.enabled() != null && !config.enabled().equals(now.enabled());
        boolean protocol = config.protocol() != null && !config.protocol().equals(NTP);
        if (servers || files || enabled || protocol || config.ptpConfig() != null) {
            throw refused("What keeps this host's time is its machine's: name time servers there,"
                    + " in the files of chrony or systemd-timesyncd.");
        }
    }

    private static FaultException refused(String reason) {
        return HostConfigFault.builder().build().exception(reason);
    }
}
