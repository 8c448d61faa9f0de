public import YAML

/// Turns the bytes of a file into objects (spec, section 1). It never fails: whatever is wrong is in the result,
/// and one bad object harms no other.
public struct ManifestReader: Sendable {
  /// What a file may cost.
  public var limits: ParsingLimits
  /// Whether a Secret is valid.
  public var allowsSecrets: Bool
  /// How deep lists may be in lists.
  private let maximumListDepth = 8

  /// A reader with these limits that refuses Secrets, or not.
  public init(limits: ParsingLimits = ParsingLimits(), allowsSecrets: Bool = false) {
    self.limits = limits
    self.allowsSecrets = allowsSecrets
  }

  /// What the file holds. `path` is for messages.
  public func read(_ bytes: [UInt8], path: String) -> ManifestFile {
    let (documents, error) = YAMLParser.parse(bytes, limits: limits)
    var file = ManifestFile(path: path, objects: [], diagnostics: [])
    for (index, document) in documents.enumerated() where !document.isNull {
      append(document, document: index, itemPath: [], to: &file)
    }
    if let error {
      file.diagnostics.append(
        Diagnostic(file: path, line: error.mark.line, column: error.mark.column, message: error.message))
    }
    return file
  }

  /// Where a field of an object stands, for errors that are found after reading; `nil` when the bytes do not
  /// hold the object.
  public func locate(
    _ path: [PathElement], ofDocument document: Int, itemPath: [PathElement] = [], in bytes: [UInt8]
  ) -> (line: Int, column: Int)? {
    let documents = YAMLParser.parse(bytes, limits: limits).documents
    guard documents.indices.contains(document), let object = documents[document][itemPath] else { return nil }
    let mark = object.place(of: path)
    return (mark.line, mark.column)
  }

  /// Appends an object, or the items of a list.
  private func append(_ node: Node, document: Int, itemPath: [PathElement], to file: inout ManifestFile) {
    var object = ManifestObject(
      identity: nil, document: document, itemPath: itemPath, line: node.mark.line, column: node.mark.column,
      content: .notHandled(apiVersion: "", kind: ""), generateName: nil, annotations: [:])
    func fail(_ message: String, at path: [PathElement] = []) {
      let mark = node.place(of: path)
      object.content = .invalid([
        Diagnostic(file: file.path, line: mark.line, column: mark.column, message: message)
      ])
      file.objects.append(object)
    }
    let apiVersion = node["apiVersion"]?.string ?? ""
    let kind = node["kind"]?.string ?? ""
    if !apiVersion.isEmpty, kind.hasSuffix("List"), kind == "List" || node["items"]?.sequence != nil {
      guard itemPath.count < maximumListDepth * 2 else {
        return fail("lists are nested deeper than \(maximumListDepth)")
      }
      for (index, item) in (node["items"]?.sequence ?? []).enumerated() {
        append(item, document: document, itemPath: itemPath.child("items", index), to: &file)
      }
      return
    }
    if apiVersion.isEmpty, kind.isEmpty, !itemPath.isEmpty {
      return fail("the item of the list has no apiVersion and kind")
    }
    switch ManifestKind.resolve(apiVersion: apiVersion, kind: kind) {
    case .handled(let kind):
      file.objects.append(ObjectReader(node: node, kind: kind, file: file.path).read(object, allowsSecrets))
    case .mistaken(let field, let message): fail(message, at: [.key(field)])
    case .notHandled:
      object.content = .notHandled(apiVersion: apiVersion, kind: kind)
      file.objects.append(object)
    }
  }
}

extension Node {
  /// Where an error about the field at `path` points: at a scalar itself, else at the key. For a field that
  /// is missing, at the nearest one around it.
  func place(of path: [PathElement]) -> Mark {
    var path = path
    while !path.isEmpty, self[path] == nil { path.removeLast() }
    return self[path]?.scalar == nil ? keyMark(of: path) : mark(of: path)
  }
}
