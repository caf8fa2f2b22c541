package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What agent it is.
 *
 * @param commands those that it does
 */
public record AgentInfo(String version, Set<String> commands) {
    private static final int COMMANDS_MAX = 256;

    static AgentInfo of(JsonObject info) {
        return new AgentInfo(
                GuestText.clean(info.text("version").orElse("")),
                info.objects("supported_commands").stream()
                        .limit(COMMANDS_MAX)
                        .filter(command -> command.flag("enabled"))
                        .map(command -> GuestText.clean(command.text("name").orElse("")))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
