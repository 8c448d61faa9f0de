/// The way from the root to the value that is being decoded or encoded. A path is made of it only for an error.
final class Trail {
  private let parent: Trail?
  private let step: PathElement

  init(parent: Trail?, step: PathElement) {
    self.parent = parent
    self.step = step
  }

  /// The steps from the root.
  var path: [PathElement] {
    var steps = [step]
    var trail = parent
    while let current = trail {
      steps.append(current.step)
      trail = current.parent
    }
    return steps.reversed()
  }
}

/// A step of a path as a coding key.
struct PathKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ element: PathElement) {
    switch element {
    case .key(let key):
      stringValue = key
      intValue = nil
    case .index(let index):
      stringValue = "Index \(index)"
      intValue = index
    }
  }

  init(stringValue: String) { self.init(.key(stringValue)) }

  init(intValue: Int) { self.init(.index(intValue)) }
}

extension Trail? {
  /// The steps from the root; none at the root.
  var path: [PathElement] { self?.path ?? [] }

  /// The path in the form in which `Codable` has it.
  var codingPath: [any CodingKey] { path.map(PathKey.init) }
}
