package io.sepia.internal.backend.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFileSystemsTest {
    @TempDir
    Path directory;

    @Test
    void isShared_typesOfOperatingSystems_areDistinguished() {
        assertThat(List.of("nfs", "nfs4", "cifs", "SMB3", "9p", "fuse.sshfs", "fuse.glusterfs", "afpfs"))
                .allMatch(type -> NetworkFileSystems.isShared(type, "/data/store.db"));
        assertThat(List.of("ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "NTFS", "fuseblk", "fuse.ntfs-3g"))
                .noneMatch(type -> NetworkFileSystems.isShared(type, "/data/store.db"));
        assertThat(NetworkFileSystems.isShared("NTFS", "\\\\server\\share\\store.db"))
                .isTrue();
        assertThat(NetworkFileSystems.isShared("NTFS", "\\\\?\\C:\\store.db")).isFalse();
    }

    @Test
    void check_writeAheadLogOnOne_isRefusedUnlessAllowed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> NetworkFileSystems.check("nfs4", "/data/store.db", true, false))
                .withMessageContaining("/data/store.db")
                .withMessageContaining("nfs4")
                .withMessageContaining("network_file_system=true");
        assertThatCode(() -> NetworkFileSystems.check("nfs4", "/data/store.db", true, true))
                .doesNotThrowAnyException();
        assertThatCode(() -> NetworkFileSystems.check("nfs4", "/data/store.db", false, false))
                .doesNotThrowAnyException();
        assertThatCode(() -> NetworkFileSystems.check("ext4", "/data/store.db", true, false))
                .doesNotThrowAnyException();
    }

    @Test
    void fileSystemType_ofAMissingFile_isThatOfItsDirectory() {
        assertThat(SqliteFile.check(directory.resolve("new.db"), false).fileSystemType())
                .isNotBlank();
    }
}
