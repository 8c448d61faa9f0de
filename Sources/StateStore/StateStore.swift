import Foundation
import GRDB
public import WorkflowAPI

/// The agent's memory: which runs it knows, and how far each has come.
///
/// One SQLite file in WAL mode with `synchronous = FULL`: when a method returns, what it wrote survives
/// a loss of power. Every transition of a run is here before the action that follows from it is taken;
/// the engine's values are kept as the bytes that the caller encoded, so that the store knows no engine.
public final class StateStore: Sendable {
  private let database: DatabaseQueue

  /// Opens or creates the store, and checks what is in it.
  ///
  /// - Parameter path: the database file; its directory exists.
  /// - Throws: ``StateStoreError``: `corrupt` when the file is damaged, `newer` when a later pushrun wrote it, or another
  ///   code when it cannot be opened or read now. Nothing in the database was changed then.
  public init(path: String) throws(StateStoreError) {
    do {
      if try DatabaseFiles(path: path).isGone {
        throw StateStoreError(damage: "its write-ahead log is there, and the file is not or is empty")
      }
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      let database = try DatabaseQueue(path: path, configuration: configuration)
      do {
        try database.read(Self.check)
        try database.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA journal_mode = WAL")
          try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        try StateStoreSchema.migrator.migrate(database)
        // What a process wrote that was killed before it synchronised reads as committed, and a loss of power can still
        // take it. Before anything follows from it, it has to be durable.
        _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      } catch {
        // Whoever puts the file aside moves what nobody has open.
        try? database.close()
        throw error
      }
      self.database = database
    } catch {
      throw StateStoreError(opening: path, cause: error)
    }
  }

  /// Opens an existing store to look at it while an agent may be writing.
  public init(readingFrom path: String) throws(StateStoreError) {
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      configuration.readonly = true
      database = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StateStoreError(opening: path, cause: error)
    }
  }

  /// A store that is gone with the process, for a run without a repository.
  public init() throws(StateStoreError) {
    do {
      database = try DatabaseQueue()
      try StateStoreSchema.migrator.migrate(database)
    } catch {
      throw StateStoreError(opening: ":memory:", cause: error)
    }
  }

  // MARK: - Damage

  /// Looks at every page, whether the indexes have every row, and whether every run has a state that this version knows.
  ///
  /// An index that lacks a row would have a run forgotten, so that `quick_check`, which does not compare them, is not
  /// enough. It costs one reading of the file.
  public func check() throws(StateStoreError) {
    try perform { database in try database.read(Self.check) }
  }

  private static func check(_ db: Database) throws {
    if try StateStoreSchema.migrator.hasBeenSuperseded(db) {
      throw StateStoreError(
        code: .newer,
        message: "it was written by a newer pushrun; run that version, or give another --state-dir")
    }
    if let problem = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)"), problem != "ok" {
      throw StateStoreError(damage: problem)
    }
    guard try db.tableExists("run") else { return }
    for state in try String.fetchAll(db, sql: "SELECT DISTINCT state FROM run") {
      _ = try RunState(stored: state)
    }
  }

  /// How many runs are known: those that are not archived, and those that are.
  public func counts() throws(StateStoreError) -> (unfinished: Int, archived: Int) {
    try perform { database in
      try database.read { db in
        let all = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM run") ?? 0
        let unfinished = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM run WHERE state <> 'archived'") ?? 0
        return (unfinished, all - unfinished)
      }
    }
  }

  // MARK: - Settings

  /// A value that belongs to the state directory as a whole.
  public func setting(_ key: SettingKey) throws(StateStoreError) -> String? {
    try perform { database in
      try database.read { db in
        try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key.rawValue])
      }
    }
  }

  /// Keeps a setting, in place of the earlier value.
  public func set(_ key: SettingKey, to value: String) throws(StateStoreError) { try set([key: value]) }

  /// Keeps settings, all of them or none.
  public func set(_ values: [SettingKey: String]) throws(StateStoreError) {
    try perform { database in try database.write { db in try Self.set(values, in: db) } }
  }

  private static func set(_ values: [SettingKey: String], in db: Database) throws {
    for (key, value) in values {
      try db.execute(
        sql:
          "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        arguments: [key.rawValue, value])
    }
  }

  // MARK: - Runs

  /// Those of `keys` that no run is known by here, in whatever state.
  public func unknown(among keys: [ObjectKey]) throws(StateStoreError) -> [ObjectKey] {
    try perform { database in
      try database.read { db in
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM run WHERE namespace = ? AND name = ?")
        return try keys.filter { key in
          try Int.fetchOne(statement, arguments: [key.namespace, key.name]) == nil
        }
      }
    }
  }

  /// Records runs that were not known before; one that is known stays as it is.
  public func insert(_ runs: [StoredRun]) throws(StateStoreError) {
    try perform { database in
      try database.write { db in
        for run in runs {
          try db.execute(
            sql: """
              INSERT INTO run (namespace, name, revision, state, plan) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (namespace, name) DO NOTHING
              """,
            arguments: [run.key.namespace, run.key.name, run.revision, run.state.rawValue, run.plan])
        }
      }
    }
  }

  /// Forgets runs that nothing was done for: another agent has them, or their manifest went before the claim.
  public func remove(_ keys: [ObjectKey]) throws(StateStoreError) {
    try perform { database in
      try database.write { db in
        for key in keys {
          try db.execute(
            sql: "DELETE FROM run WHERE namespace = ? AND name = ?", arguments: [key.namespace, key.name])
        }
      }
    }
  }

  /// Records one step of runs: their new states, the objects that changed, and the pods that are about to start.
  public func record(_ step: Transition) throws(StateStoreError) {
    if step.isEmpty { return }
    try perform { database in
      try database.write { db in
        for (key, state) in step.states {
          try db.execute(
            sql: "UPDATE run SET state = ? WHERE namespace = ? AND name = ? AND state <> 'archived'",
            arguments: [state.rawValue, key.namespace, key.name])
        }
        let upsert = try db.cachedStatement(
          sql: """
            INSERT INTO record (namespace, run, id, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (namespace, run, id) DO UPDATE SET value = excluded.value
            """)
        for record in step.records {
          try upsert.execute(arguments: [record.root.namespace, record.root.name, record.id, record.value])
        }
        let insertPod = try db.cachedStatement(
          sql: "INSERT INTO pod (namespace, run, name, boot) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        for pod in step.podsToStart {
          try insertPod.execute(arguments: [pod.root.namespace, pod.root.name, pod.name, step.boot])
        }
      }
    }
  }

  /// Marks runs as over and their last status as published. What was needed to run them is dropped; that they
  /// were run is kept for good.
  ///
  /// - Parameter commit: a commit that has their last status, if that is known; it becomes ``SettingKey/observed``.
  public func archive(_ keys: [ObjectKey], observed commit: String? = nil) throws(StateStoreError) {
    if keys.isEmpty { return }
    try perform { database in
      try database.write { db in
        for key in keys { try Self.archive(key, in: db) }
        if let commit { try Self.set([.observed: commit], in: db) }
      }
    }
  }

  private static func archive(_ key: ObjectKey, in db: Database) throws {
    let arguments: StatementArguments = [key.namespace, key.name]
    try db.execute(sql: "DELETE FROM record WHERE namespace = ? AND run = ?", arguments: arguments)
    try db.execute(sql: "DELETE FROM pod WHERE namespace = ? AND run = ?", arguments: arguments)
    try db.execute(
      sql: "UPDATE run SET state = 'archived', plan = NULL WHERE namespace = ? AND name = ?",
      arguments: arguments)
  }

  /// Records what is known of runs whose memory was lost, all of it or nothing.
  public func record(_ recovery: Recovery) throws(StateStoreError) {
    try perform { database in
      try database.write { db in
        for run in recovery.lost {
          try Self.archive(run.key, in: db)
          try db.execute(
            sql: """
              INSERT INTO run (namespace, name, revision, state, plan) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (namespace, name) DO UPDATE SET
                revision = excluded.revision, state = excluded.state, plan = excluded.plan
              """,
            arguments: [run.key.namespace, run.key.name, run.revision, run.state.rawValue, run.plan])
        }
        for key in recovery.over {
          try db.execute(
            sql: """
              INSERT INTO run (namespace, name, revision, state) VALUES (?, ?, '', 'archived')
              ON CONFLICT (namespace, name) DO NOTHING
              """,
            arguments: [key.namespace, key.name])
          try Self.archive(key, in: db)
        }
        for key in recovery.unclaimed {
          try db.execute(
            sql: "DELETE FROM run WHERE namespace = ? AND name = ?", arguments: [key.namespace, key.name])
        }
        if let commit = recovery.rebuiltAt {
          try db.execute(
            sql: "DELETE FROM setting WHERE key = ?", arguments: [SettingKey.rebuild.rawValue])
          try Self.set([.observed: commit], in: db)
        }
      }
    }
  }

  /// All runs that are not archived, with their records and the pods whose start was recorded.
  public func unfinishedRuns() throws(StateStoreError) -> [UnfinishedRun] {
    try perform { database in
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM run WHERE state <> 'archived' ORDER BY namespace, name"
        ).map { row in
          let key = ObjectKey(namespace: row["namespace"], name: row["name"])
          let arguments: StatementArguments = [key.namespace, key.name]
          let records = try Row.fetchAll(
            db, sql: "SELECT id, value FROM record WHERE namespace = ? AND run = ? ORDER BY id",
            arguments: arguments)
          let pods = try Row.fetchAll(
            db, sql: "SELECT name, boot FROM pod WHERE namespace = ? AND run = ?", arguments: arguments)
          return UnfinishedRun(
            run: StoredRun(
              key: key, revision: row["revision"], state: try RunState(stored: row["state"]),
              plan: row["plan"]),
            records: records.map { StoredRecord(root: key, id: $0["id"], value: $0["value"]) },
            startedPods: Dictionary(uniqueKeysWithValues: pods.map { ($0["name"], $0["boot"]) }))
        }
      }
    }
  }

  private func perform<T>(_ body: (DatabaseQueue) throws -> T) throws(StateStoreError) -> T {
    do {
      return try body(database)
    } catch {
      throw StateStoreError(cause: error)
    }
  }
}
