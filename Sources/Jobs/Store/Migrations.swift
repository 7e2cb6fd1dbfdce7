import GRDB

/// The steps that bring a history to the form this version uses. A step that was released is never changed; new ones are added.
enum Migrations {
    static let all: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs") { database in
            try database.execute(
                sql: """
                    -- since: slots after this instant count, for a job without runs.
                    CREATE TABLE job (id TEXT PRIMARY KEY NOT NULL, since INTEGER NOT NULL) STRICT;

                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        job TEXT NOT NULL,
                        slot INTEGER,
                        "trigger" TEXT NOT NULL,
                        period TEXT NOT NULL,
                        state TEXT NOT NULL,
                        attempts INTEGER NOT NULL DEFAULT 0,
                        created_at INTEGER NOT NULL,
                        started_at INTEGER,
                        finished_at INTEGER,
                        retry_at INTEGER,
                        failure_kind TEXT,
                        failure TEXT,
                        page TEXT,
                        rows_read INTEGER,
                        bytes_read INTEGER,
                        engine TEXT,
                        cancel_requested INTEGER NOT NULL DEFAULT 0
                    ) STRICT;
                    CREATE UNIQUE INDEX run_by_slot ON run (job, slot) WHERE slot IS NOT NULL;
                    CREATE INDEX run_by_job ON run (job, id);
                    CREATE INDEX run_by_state ON run (state) WHERE state IN ('pending', 'running');

                    CREATE TABLE run_log (
                        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                        at INTEGER NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL) STRICT;
                    CREATE INDEX run_log_by_run ON run_log (run);
                    CREATE TABLE run_stage (
                        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                        position INTEGER NOT NULL, name TEXT NOT NULL, seconds REAL NOT NULL,
                        PRIMARY KEY (run, position)) STRICT, WITHOUT ROWID;
                    CREATE TABLE run_input (
                        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                        position INTEGER NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL, rows_read INTEGER, digest TEXT,
                        PRIMARY KEY (run, position)) STRICT, WITHOUT ROWID;
                    CREATE TABLE run_value (
                        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                        position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, text TEXT, number REAL,
                        PRIMARY KEY (run, position)) STRICT, WITHOUT ROWID;
                    CREATE TABLE run_check (
                        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                        position INTEGER NOT NULL, name TEXT NOT NULL, passed INTEGER NOT NULL, failing_rows INTEGER,
                        PRIMARY KEY (run, position)) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2 alerts") { database in
            try database.execute(
                sql: """
                    -- Rules that are firing.
                    CREATE TABLE alert (
                        job TEXT NOT NULL, rule TEXT NOT NULL, since INTEGER NOT NULL, run INTEGER NOT NULL,
                        PRIMARY KEY (job, rule)) STRICT, WITHOUT ROWID;
                    CREATE TABLE event (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        at INTEGER NOT NULL, job TEXT NOT NULL, run INTEGER, kind TEXT NOT NULL, message TEXT NOT NULL) STRICT;
                    CREATE INDEX event_by_job ON event (job, id);
                    -- What is still to be sent, and what was.
                    CREATE TABLE delivery (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
                        channel TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
                        attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, last_error TEXT) STRICT;
                    CREATE INDEX delivery_due ON delivery (next_at) WHERE state = 'pending';
                    """)
        }
        migrator.registerMigration("3 broken reports, stages in time") { database in
            try database.execute(
                sql: """
                    -- What a job was when its report could be read last.
                    ALTER TABLE job ADD COLUMN name TEXT;
                    ALTER TABLE job ADD COLUMN schedule TEXT;
                    ALTER TABLE job ADD COLUMN timezone TEXT;
                    -- Seconds since the attempt began.
                    ALTER TABLE run_stage ADD COLUMN start REAL;
                    -- An alert need not come from a run; the event that began it says from which.
                    ALTER TABLE alert DROP COLUMN run;
                    CREATE INDEX delivery_abandoned ON delivery (event) WHERE state = 'abandoned';
                    """)
        }
        migrator.registerMigration("4 a name for messages") { database in
            try database.execute(
                sql: """
                    -- What makes the ids of this history's messages its own.
                    CREATE TABLE history (id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
                    INSERT INTO history VALUES (lower(hex(randomblob(8))));
                    CREATE INDEX delivery_by_event ON delivery (event);
                    """)
        }
        return migrator
    }()
}
