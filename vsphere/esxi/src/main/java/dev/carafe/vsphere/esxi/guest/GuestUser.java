package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.util.List;

/** Who is logged in in the guest. */
public record GuestUser(String name, String domain) {
    private static final int USERS_MAX = 1024;

    static List<GuestUser> listOf(List<JsonObject> users) {
        return users.stream()
                .limit(USERS_MAX)
                .map(one -> new GuestUser(
                        GuestText.clean(one.text("user").orElse("")),
                        GuestText.clean(one.text("domain").orElse(""))))
                .toList();
    }
}
