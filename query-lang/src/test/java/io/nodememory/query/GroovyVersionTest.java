package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.codehaus.groovy.util.ReleaseInfo;
import org.junit.jupiter.api.Test;

/** The build runs these tests once for each version of Groovy; this test checks that the intended version runs. */
class GroovyVersionTest {
    @Test
    void isTheOneThatWasMeant() {
        assertThat(ReleaseInfo.getVersion()).isEqualTo(System.getProperty("groovy.expected", "4.0.33"));
    }
}
