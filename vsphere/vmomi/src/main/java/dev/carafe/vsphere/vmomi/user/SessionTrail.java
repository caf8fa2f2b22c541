package dev.carafe.vsphere.vmomi.user;

import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vmomi.event.EventHeader;
import dev.carafe.vsphere.vmomi.event.Events;
import java.time.Instant;
import java.util.Map;

/** The events of who came and went. */
record SessionTrail(Events events) {
    void began(UserSession session) {
        events.post(header -> by(session.userName(), header)
                .event(
                        "UserLoginSessionEvent",
                        Map.of(
                                "ipAddress", session.ipAddress(),
                                "userAgent", session.userAgent(),
                                "locale", session.locale(),
                                "sessionId", session.key())));
    }

    void ended(UserSession session, long calls) {
        events.post(header -> by(session.userName(), header)
                .event(
                        "UserLogoutSessionEvent",
                        Map.of(
                                "ipAddress", session.ipAddress(),
                                "userAgent", session.userAgent(),
                                "callCount", calls,
                                "sessionId", session.key(),
                                "loginTime", session.loginTime())));
    }

    void refused(String userName, String remoteAddress) {
        events.post(
                header -> by(userName, header).event("BadUsernameSessionEvent", Map.of("ipAddress", remoteAddress)));
    }

    private static EventHeader by(String userName, EventHeader header) {
        Instant time = header.createdTime();
        return new EventHeader(header.key(), header.chainId(), time, userName, null, null, null, null, null, null);
    }
}
