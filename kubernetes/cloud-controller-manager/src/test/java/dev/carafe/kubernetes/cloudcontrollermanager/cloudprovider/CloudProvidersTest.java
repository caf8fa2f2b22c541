package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.testing.FakeCloud;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudProvidersTest {
    /** Takes configurations that say {@code good}. */
    private record Factory(String name) implements CloudProviderFactory {
        @Override
        public CloudProvider create(@Nullable InputStream config) throws IOException {
            String text = config == null ? "good" : new String(config.readAllBytes(), StandardCharsets.UTF_8);
            if (!text.equals("good")) {
                throw new IOException("the configuration says " + text);
            }
            return new FakeCloud();
        }
    }

    private final CloudProviders providers = new CloudProviders(List.of(new Factory("two"), new Factory("one")));

    @TempDir
    Path folder;

    @Test
    void aProviderIsMadeByNameWithItsConfiguration() throws IOException {
        Path good = Files.writeString(folder.resolve("good"), "good");
        assertThat(providers.names()).containsExactly("one", "two");
        assertThat(providers.init("one", null).providerName()).isEqualTo("fake");
        assertThat(providers.init("two", good).providerName()).isEqualTo("fake");
    }

    @Test
    void whatCannotBeMadeIsToldWithItsReason() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad"), "bad");
        Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> providers.init("three", null)).hasMessage("unknown cloud provider \"three\"");
        assertThatThrownBy(() -> providers.init("one", bad))
                .hasMessage("could not init cloud provider \"one\": the configuration says bad");
        assertThatThrownBy(() -> providers.init("one", huge)).hasMessageContaining("is longer than 1048576 bytes");
        assertThatThrownBy(() -> providers.init("one", folder.resolve("none")))
                .hasMessageContaining("couldn't open cloud provider configuration " + folder.resolve("none"));
        assertThatThrownBy(() -> new CloudProviders(List.of(new Factory("a"), new Factory("a"))))
                .hasMessage("Cloud provider \"a\" was registered twice");
    }

    @Test
    void aLoadBalancersNameIsShortAndBeginsWithALetter() {
        Service service = new Service().withMetadata(new ObjectMeta().withUid("6b5b2c2e-2f3e-4b3f-9b1e-0a1b2c3d4e5f"));
        assertThat(LoadBalancer.defaultLoadBalancerName(service)).isEqualTo("a6b5b2c2e2f3e4b3f9b1e0a1b2c3d4e5");
    }
}
