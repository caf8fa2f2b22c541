package dev.carafe.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvokerTest {

    private static final List<String> PASSWD = List.of(
            "root:x:0:0:root:/root:/bin/bash",
            "broken",
            "ann:x:1000:100:Ann,,,:/home/ann:/bin/bash",
            "ghost:x:1001:1001::relative:/bin/sh");

    @Test
    void isTheUserWhoCalledSudo() {
        assertThat(Invoker.find(Map.of("SUDO_UID", "1000"), PASSWD))
                .contains(new Invoker(1000, 100, Path.of("/home/ann")));
    }

    @Test
    void isNobodyWithoutSudoAndForRootAndForWhomNobodyKnows() {
        assertThat(Invoker.find(Map.of(), PASSWD)).isEmpty();
        for (String uid : List.of("0", "", "x", "1001", "77", "99999999999")) {
            assertThat(Invoker.find(Map.of("SUDO_UID", uid), PASSWD)).as(uid).isEmpty();
        }
    }
}
