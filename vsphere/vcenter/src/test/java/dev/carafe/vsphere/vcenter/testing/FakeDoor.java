package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets in whoever knows the password, without the work that guards a real host. */
record FakeDoor(ManagedObjectReference<SessionManager> reference, Sessions sessions, Consumer<Session> opening)
        implements SessionManager, ServedObject {
    @Override
    public UserSession login(String userName, String password, @Nullable String locale) {
        if (!password.equals(FakeHost.PASSWORD)) {
            throw InvalidLogin.builder().build().exception("Wrong.");
        }
        Sessions.Opened opened = sessions.open(userName);
        opening.accept(opened.session());
        Call.current().answerWith(opened);
        return UserSession.builder()
                .key(opened.session().key())
                .userName(userName)
                .fullName(userName)
                .loginTime(Instant.EPOCH)
                .lastActiveTime(Instant.EPOCH)
                .locale("en")
                .messageLocale("en")
                .extensionSession(false)
                .ipAddress("127.0.0.1")
                .userAgent("")
                .callCount(0)
                .build();
    }

    @Override
    public void logout() {
        sessions.end(Call.current().session().key());
    }
}
