package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import java.util.Locale;
import java.util.Set;

/** File systems shared by several machines, on which SQLite's locks and shared memory are not reliable. */
final class NetworkFileSystems {
    private static final System.Logger LOG = System.getLogger(NetworkFileSystems.class.getName());

    /** Type names as Linux, macOS and the BSDs report them. */
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "afpfs",
            "9p",
            "ncpfs",
            "ncp",
            "coda",
            "ceph",
            "cephfs",
            "gfs",
            "gfs2",
            "ocfs2",
            "lustre",
            "beegfs",
            "gpfs",
            "webdav",
            "davfs",
            "davfs2",
            "vboxsf",
            "vmhgfs",
            "prl_fs",
            "virtiofs",
            "acfs",
            "orangefs",
            "pvfs2");

    /** Names of file systems in user space that access other machines. */
    private static final Set<String> IN_USER_SPACE = Set.of(
            "sshfs",
            "smbnetfs",
            "glusterfs",
            "s3fs",
            "s3ql",
            "rclone",
            "gcsfuse",
            "curlftpfs",
            "davfs",
            "davfs2",
            "cephfs",
            "ceph-fuse",
            "juicefs",
            "vmhgfs-fuse",
            "moosefs",
            "mfs",
            "goofys",
            "gvfsd-fuse",
            "nfs-ganesha");

    private NetworkFileSystems() {}

    /**
     * Refuses the write-ahead log on a network file system unless it was allowed, and warns otherwise.
     *
     * @param type the file system's type as the operating system reports it
     * @throws ConfigurationException if the file is refused
     */
    static void check(String type, String path, boolean writeAheadLog, boolean allowed) {
        if (!isShared(type, path)) {
            return;
        }
        String problem = "The file " + path + " is on a network file system (" + type + "), where SQLite's locks";
        if (writeAheadLog && !allowed) {
            throw new ConfigurationException(problem + " and the shared memory of journal_mode=WAL cannot be relied on."
                    + " Put it on a local disk; or, if only one machine uses it, open it with journal_mode=DELETE, or"
                    + " with network_file_system=true.");
        }
        LOG.log(
                System.Logger.Level.WARNING,
                problem + " cannot be relied on. Use it from one machine only, or put it on a local disk.");
    }

    static boolean isShared(String type, String path) {
        String name = type.toLowerCase(Locale.ROOT);
        // Windows reports the file system of the server, so only the path shows that it is remote.
        return TYPES.contains(name)
                || name.startsWith("fuse.") && IN_USER_SPACE.contains(name.substring("fuse.".length()))
                || path.startsWith("\\\\") && !path.startsWith("\\\\?\\") && !path.startsWith("\\\\.\\");
    }
}
