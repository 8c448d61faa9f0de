import GRDB

/// The tables, as a list of migrations. A migration that has been released is never changed: databases of every
/// earlier version are brought forward by the ones after it.
enum StateStoreSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: settings, runs, records, pods") { db in
      try db.execute(
        sql: """
          CREATE TABLE setting (
            key TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
          ) STRICT;
          CREATE TABLE run (
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            revision TEXT NOT NULL,
            state TEXT NOT NULL,
            plan BLOB,
            PRIMARY KEY (namespace, name)
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX run_unfinished ON run (state) WHERE state <> 'archived';
          CREATE TABLE record (
            namespace TEXT NOT NULL,
            run TEXT NOT NULL,
            id TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (namespace, run, id),
            FOREIGN KEY (namespace, run) REFERENCES run (namespace, name) ON DELETE CASCADE
          ) STRICT;
          CREATE TABLE pod (
            namespace TEXT NOT NULL,
            run TEXT NOT NULL,
            name TEXT NOT NULL,
            boot TEXT NOT NULL,
            PRIMARY KEY (namespace, run, name),
            FOREIGN KEY (namespace, run) REFERENCES run (namespace, name) ON DELETE CASCADE
          ) STRICT;
          """)
    }
    return migrator
  }
}
